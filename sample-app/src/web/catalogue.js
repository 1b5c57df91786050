// The shelves: search, genres, and the books page by page.
import { searchBooks } from './api.js';
import { bookCard, coverImage } from './book-card.js';
import { button, element, notice } from './element.js';

const PAGE = 24;
const GENRES = {
  '': 'All books',
  fiction: 'Fiction',
  mystery: 'Mystery',
  'science-fiction': 'Science fiction',
  history: 'History',
  nature: 'Nature',
  poetry: 'Poetry',
  children: 'Children',
  cookery: 'Cookery',
};

const shelf = document.getElementById('books');
const found = document.getElementById('found');
const end = document.getElementById('catalogue-end');
const query = { search: '', genre: '', cursor: undefined };
let request = 0;

export function startCatalogue() {
  const form = document.getElementById('search');
  let pause;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    search(form.elements.search.value);
  });
  form.elements.search.addEventListener('input', ({ target }) => {
    clearTimeout(pause);
    pause = setTimeout(() => search(target.value), 250);
  });
  showGenres();
  showFirstPage();
}

function search(text) {
  if (text.trim() === query.search) return;
  query.search = text.trim();
  showFirstPage();
}

function showGenres() {
  const buttons = Object.entries(GENRES).map(([genre, label]) =>
    element('button', { type: 'button', 'aria-pressed': String(genre === query.genre), onclick: () => choose(genre) }, label),
  );
  document.getElementById('genres').replaceChildren(...buttons);
}

function choose(genre) {
  query.genre = genre;
  for (const [index, known] of Object.keys(GENRES).entries()) {
    document.getElementById('genres').children[index].setAttribute('aria-pressed', String(known === genre));
  }
  showFirstPage();
}

function showFirstPage() {
  query.cursor = undefined;
  const blanks = Array.from({ length: 8 }, () =>
    element('li', { class: 'card blank', 'aria-hidden': 'true' }, element('div', { class: 'cover' })),
  );
  if (shelf.children.length === 0) shelf.replaceChildren(...blanks);
  return showPage((cards) => shelf.replaceChildren(...cards));
}

async function showPage(place) {
  const mine = ++request;
  shelf.setAttribute('aria-busy', 'true');
  try {
    const page = await searchBooks({ ...query, limit: PAGE });
    // The customer may have typed on in the meantime; only the latest question counts.
    if (mine !== request) return;
    query.cursor = page.nextCursor;
    place(page.items.map(bookCard));
    dressWindow(page.items);
    end.replaceChildren(...(page.nextCursor ? [button('Show more books', showMore, { class: 'button quiet' })] : []));
    describeResult();
  } catch (problem) {
    if (mine !== request) return;
    found.textContent = '';
    if (!query.cursor) shelf.replaceChildren();
    end.replaceChildren(
      notice(
        'The shelves stay dark for a moment',
        problem.message,
        button('Try again', () => showPage(place)),
      ),
    );
  } finally {
    if (mine === request) shelf.removeAttribute('aria-busy');
  }
}

async function showMore({ currentTarget }) {
  currentTarget.disabled = true;
  const before = shelf.children.length;
  await showPage((cards) => shelf.append(...cards));
  shelf.children[before]?.querySelector('a')?.focus();
}

/** Three covers beside the greeting, from the first books the page sees. */
function dressWindow(books) {
  const shopWindow = document.getElementById('window');
  if (shopWindow.children.length > 0 || books.length < 3) return;
  const chosen = [0.1, 0.4, 0.7].map((part) => books[Math.floor(part * books.length)]);
  shopWindow.replaceChildren(...chosen.map(({ isbn }) => coverImage(isbn)));
}

function describeResult() {
  const count = shelf.children.length;
  const amount = query.cursor ? `The first ${count} books` : count === 1 ? 'One book' : `${count} books`;
  const where = query.genre ? ` in ${GENRES[query.genre].toLowerCase()}` : '';
  const what = query.search ? ` for “${query.search}”` : '';
  found.textContent = count > 0 ? `${amount}${where}${what}` : '';
  if (count === 0) end.replaceChildren(nothingFound(`${where}${what}`));
}

function nothingFound(where) {
  const clear = () => {
    document.getElementById('search').reset();
    query.search = '';
    choose('');
  };
  return notice('Nothing on our shelves', `We found no book${where}. Try fewer words, or another genre.`, button('Show all books', clear));
}
