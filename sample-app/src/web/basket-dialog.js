// The basket and the checkout. The shop has the last word on stock: what it cannot fill is shown line by line.
import { placeOrder } from './api.js';
import { basket } from './basket.js';
import { coverImage } from './book-card.js';
import { checkoutForm, readCheckout, showFieldProblems } from './checkout-form.js';
import { button, element, notice, price } from './element.js';
import { sheet, show, total } from './sheet.js';

/** Lines the shop could not fill, by ISBN, until the basket changes. */
let shortages = new Map();
let orderKey;

basket.onChange(() => {
  // Another basket is another order.
  orderKey = undefined;
  shortages = new Map();
});

export function openBasket() {
  showBasket();
  sheet.showModal();
}

function showBasket() {
  if (basket.lines.length === 0) {
    show(
      'Your basket',
      notice(
        'Still empty',
        'Put in a book or two, and they will be here.',
        element('a', { class: 'button', href: '#/' }, 'To the shelves'),
      ),
    );
    return;
  }
  const typed = sheet.querySelector('form') && new FormData(sheet.querySelector('form'));
  show('Your basket', basketLines(), total(basket.totalInCents), checkoutForm(order, typed));
}

function basketLines() {
  return element('ul', { class: 'lines' }, ...basket.lines.map(basketLine));
}

function basketLine({ isbn, title, quantity, priceInCents }) {
  const set = (next) => {
    basket.setQuantity(isbn, next);
    showBasket();
  };
  const step = (label, next, name) =>
    element('button', { type: 'button', 'aria-label': name, onclick: () => set(next), disabled: next > 10 }, label);
  const shortage = shortages.get(isbn);
  return element(
    'li',
    { class: shortage ? 'short' : '' },
    coverImage(isbn),
    element(
      'div',
      {},
      element('a', { class: 'line-title', href: `#/books/${isbn}` }, title),
      element(
        'div',
        { class: 'steps' },
        step('−', quantity - 1, quantity === 1 ? `Remove ${title}` : `One copy less of ${title}`),
        element('span', {}, String(quantity)),
        step('+', quantity + 1, `One copy more of ${title}`),
      ),
      shortage && shortageNote(shortage, set),
    ),
    element('span', { class: 'price' }, price(priceInCents * quantity)),
  );
}

function shortageNote({ available }, set) {
  if (available === 0)
    return element(
      'p',
      { class: 'problem' },
      'Sold out. ',
      button('Remove it', () => set(0), { class: 'link problem' }),
    );
  return element(
    'p',
    { class: 'problem' },
    `Only ${available} left. `,
    button(`Take ${available}`, () => set(available), { class: 'link problem' }),
  );
}

async function order(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const submit = form.querySelector('[type=submit]');
  submit.disabled = true;
  submit.textContent = 'Placing your order…';
  try {
    orderKey ??= newKey();
    const lines = basket.lines.map(({ isbn, quantity }) => ({ isbn, quantity }));
    const placed = await placeOrder({ customer: readCheckout(form), lines }, orderKey);
    basket.clear();
    location.hash = `#/orders/${placed.id}`;
  } catch (problem) {
    if (problem.status === 0 || problem.status >= 500 || problem.retryAfter > 0) orderAgainLater(problem, form);
    else refuse(problem);
  }
}

/** Nobody knows whether the order arrived. The key stays, so that trying again cannot order twice. */
function orderAgainLater(problem, form) {
  resetForm(form, 'Your order may not have reached us', `${problem.message} It cannot be placed twice.`);
}

function refuse(problem) {
  // A refused order is not an order; the next try is a new one.
  orderKey = undefined;
  if (problem.status === 409) {
    shortages = new Map(problem.details.map((shortage) => [shortage.isbn, shortage]));
    showBasket();
  }
  const form = sheet.querySelector('form');
  const explained = problem.status === 400 && showFieldProblems(form, problem.details);
  const text = explained ? 'Please look at the marked fields.' : problem.message;
  resetForm(form, 'We could not place the order', text, explained);
}

function resetForm(form, title, text, fieldHasFocus = false) {
  const submit = form.querySelector('[type=submit]');
  const message = notice(title, text, undefined, 'notice alarm');
  submit.disabled = false;
  submit.textContent = 'Place order';
  form.querySelector('.notice')?.remove();
  submit.before(message);
  if (!fieldHasFocus) message.scrollIntoView({ block: 'nearest' });
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
