// The sheet at the side of the page: it shows the basket or an order.
import { closeLink } from './book-dialog.js';
import { element, price } from './element.js';

export const sheet = document.getElementById('basket-dialog');

export function show(title, ...content) {
  sheet.replaceChildren(closeLink(), element('h2', { id: 'basket-title', class: 'dialog-title', tabindex: '-1' }, title), ...content);
}

export function total(cents) {
  return element('p', { class: 'total' }, 'Total ', element('b', {}, price(cents)));
}
