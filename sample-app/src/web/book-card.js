// One book on the shelf.
import { coverOf } from './api.js';
import { basket } from './basket.js';
import { button, element, price } from './element.js';

export function bookCard(book) {
  const { isbn, title, author, priceInCents } = book;
  return element(
    'li',
    { class: 'card' },
    element('a', { class: 'cover', href: `#/books/${isbn}`, tabindex: '-1', 'aria-hidden': 'true' }, coverImage(isbn)),
    stockNote(book),
    element('h2', {}, element('a', { href: `#/books/${isbn}` }, title)),
    element('p', { class: 'author' }, author),
    element('div', { class: 'buy' }, element('span', { class: 'price' }, price(priceInCents)), addButton(book, '+', 'plus')),
  );
}

export function coverImage(isbn, alt = '') {
  return element('img', { src: coverOf(isbn), alt, width: '240', height: '360', loading: 'lazy', decoding: 'async' });
}

/** What is worth saying about the stock: that it is low, or gone. */
export function stockNote({ stock }) {
  if (stock > 3) return undefined;
  return element('span', { class: stock === 0 ? 'stock out' : 'stock' }, stock === 0 ? 'Sold out' : `Only ${stock} left`);
}

/** Puts the book into the basket and says so, to eyes and to screen readers. */
export function addButton(book, label, look) {
  if (book.stock === 0) return undefined;
  const add = ({ currentTarget }) => {
    basket.add(book);
    document.getElementById('found').textContent = `${book.title} is in the basket.`;
    currentTarget.classList.add('added');
    setTimeout(() => currentTarget.classList.remove('added'), 1200);
  };
  return button(label, add, { class: look, 'aria-label': `Add ${book.title} to the basket` });
}
