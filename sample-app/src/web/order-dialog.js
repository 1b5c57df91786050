// An order that was placed: what comes after the basket, and what its address shows later.
import { cancelOrder, readOrder } from './api.js';
import { coverImage } from './book-card.js';
import { button, element, notice, price } from './element.js';
import { sheet, show, total } from './sheet.js';

export async function openOrder(id) {
  show('Your order', element('p', { class: 'waiting' }, 'Fetching your order…'));
  sheet.showModal();
  try {
    showOrder(await readOrder(id));
  } catch (problem) {
    show('We cannot show this order', notice(undefined, problem.message, element('a', { class: 'button', href: '#/' }, 'To the shelves')));
  }
}

function showOrder({ id, status, customer, lines, totalInCents }) {
  const isCancelled = status === 'cancelled';
  const { address } = customer;
  show(
    isCancelled ? 'Your order is cancelled' : `Thank you, ${customer.name}!`,
    element(
      'p',
      {},
      isCancelled ? 'The books are back on the shelf, and nothing will be sent.' : 'Your order is placed. We will pack it in the morning.',
    ),
    element('p', { class: 'order-number' }, 'Order number ', element('b', { id: 'order-number' }, id)),
    element('ul', { class: 'lines' }, ...lines.map(orderLine)),
    total(totalInCents),
    element('p', { class: 'sent-to' }, `To ${customer.name}, ${address.street}, ${address.postcode} ${address.city}`),
    element(
      'div',
      { class: 'actions' },
      element('a', { class: 'button', href: '#/' }, 'Back to the shelves'),
      !isCancelled && button('Cancel this order', (event) => cancel(id, event.currentTarget), { class: 'button quiet' }),
    ),
  );
  sheet.querySelector('h2').focus();
}

function orderLine({ isbn, title, quantity, priceInCents }) {
  const amount = element(
    'div',
    {},
    element('a', { class: 'line-title', href: `#/books/${isbn}` }, title),
    element('p', {}, quantity === 1 ? '1 copy' : `${quantity} copies`),
  );
  return element('li', {}, coverImage(isbn), amount, element('span', { class: 'price' }, price(priceInCents * quantity)));
}

async function cancel(id, pressed) {
  pressed.disabled = true;
  try {
    showOrder(await cancelOrder(id));
  } catch (problem) {
    pressed.disabled = false;
    pressed.parentElement.before(notice('The order was not cancelled', problem.message));
  }
}
