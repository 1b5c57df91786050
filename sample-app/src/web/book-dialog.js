// One book in full.
import { readBook } from './api.js';
import { addButton, coverImage, stockNote } from './book-card.js';
import { button, element, notice, price } from './element.js';

const dialog = document.getElementById('book-dialog');

export async function openBook(isbn) {
  dialog.replaceChildren(closeLink(), element('h2', { id: 'book-title', class: 'dialog-title waiting' }, 'Fetching the book…'));
  dialog.showModal();
  try {
    dialog.replaceChildren(closeLink(), page(await readBook(isbn)));
  } catch (problem) {
    dialog.replaceChildren(
      closeLink(),
      element('h2', { id: 'book-title', class: 'dialog-title' }, 'We cannot show this book'),
      notice(undefined, problem.message, problem.status === 404 ? undefined : button('Try again', () => openAgain(isbn))),
    );
  }
}

function openAgain(isbn) {
  dialog.close();
  openBook(isbn);
}

export function closeLink() {
  return element('a', { class: 'close', href: '#/', 'aria-label': 'Close' }, '×');
}

function page(book) {
  const facts = [
    ['Genre', book.genre.replace('-', ' ')],
    ['Published', String(book.year)],
    ['Pages', String(book.pages)],
    ['ISBN', book.isbn],
  ];
  return element(
    'article',
    { class: 'book' },
    element('div', { class: 'cover' }, coverImage(book.isbn, `Cover of ${book.title}`)),
    element(
      'div',
      {},
      element('h2', { id: 'book-title', class: 'dialog-title' }, book.title),
      element('p', { class: 'author' }, `by ${book.author}`),
      element('p', { class: 'blurb' }, book.blurb),
      element(
        'dl',
        { class: 'facts' },
        ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
      ),
      element(
        'div',
        { class: 'buy' },
        element('span', { class: 'price' }, price(book.priceInCents)),
        stockNote(book),
        addButton(book, 'Add to basket', 'button'),
      ),
    ),
  );
}
