// The page's beginning: the address after `#` says what is open, the basket link says what is in it.
import { basket } from './basket.js';
import { openBasket } from './basket-dialog.js';
import { openBook } from './book-dialog.js';
import { startCatalogue } from './catalogue.js';
import { openOrder } from './order-dialog.js';

const dialogs = document.querySelectorAll('dialog');

const ROUTES = [
  [/^#\/books\/([\w-]+)$/, openBook],
  [/^#\/orders\/([\w-]+)$/, openOrder],
  [/^#\/basket$/, openBasket],
];

function showAddress() {
  for (const dialog of dialogs) dialog.close();
  for (const [pattern, open] of ROUTES) {
    const match = pattern.exec(location.hash);
    if (match) open(match[1]);
  }
}

function showBasketCount() {
  const { count } = basket;
  const badge = document.getElementById('basket-count');
  badge.textContent = String(count);
  badge.hidden = count === 0;
  const words = count === 0 ? 'empty' : count === 1 ? '1 book' : `${count} books`;
  document.getElementById('basket-link').setAttribute('aria-label', `Basket, ${words}`);
}

for (const dialog of dialogs) {
  // Escape and a click beside the dialog lead back to the shelves, and so does the browser's own "back".
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    location.hash = '#/';
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) location.hash = '#/';
  });
}

basket.onChange(showBasketCount);
window.addEventListener('hashchange', showAddress);
showBasketCount();
showAddress();
startCatalogue();
