// Who gets the books. The rules are the API's own: its answer says which field is wrong and why.
import { element } from './element.js';

const FIELDS = [
  ['name', 'Name', { autocomplete: 'name' }],
  ['email', 'E-mail', { type: 'email', autocomplete: 'email', inputmode: 'email' }],
  ['street', 'Street and number', { autocomplete: 'street-address' }],
  ['postcode', 'Postcode', { autocomplete: 'postal-code' }],
  ['city', 'Town or city', { autocomplete: 'address-level2' }],
];

const COUNTRIES = ['AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FI', 'FR', 'GB', 'GR', 'IE', 'IT', 'LU', 'NL', 'NO', 'PL', 'PT', 'SE'];
const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });

/** `typed` is what an earlier copy of the form held. */
export function checkoutForm(onsubmit, typed) {
  const value = (name) => typed?.get(name) ?? undefined;
  const inputs = FIELDS.map(([name, label, properties]) =>
    field(name, label, element('input', { name, id: name, value: value(name), ...properties })),
  );
  const options = COUNTRIES.map((code) => [code, countryNames.of(code)])
    .sort(([, a], [, b]) => a.localeCompare(b))
    .map(([code, name]) => element('option', { value: code, selected: code === (value('country') ?? 'IE') }, name));
  const country = field('country', 'Country', element('select', { name: 'country', id: 'country', autocomplete: 'country' }, ...options));
  return element(
    'form',
    { class: 'checkout', novalidate: true, onsubmit },
    element('h3', {}, 'Where shall we send it?'),
    element('div', { class: 'fields' }, ...inputs, country),
    element('button', { type: 'submit', class: 'button wide' }, 'Place order'),
    element('p', { class: 'small' }, 'This is a sample shop: nothing is charged and nothing is sent.'),
  );
}

function field(name, label, input) {
  return element(
    'div',
    { class: `field ${name}` },
    element('label', { for: name }, label),
    input,
    element('p', { class: 'problem', id: `${name}-problem` }),
  );
}

export function readCheckout(form) {
  const { name, email, ...address } = Object.fromEntries(new FormData(form));
  return { name, email, address };
}

/** Puts each problem beside its field and goes to the first; `false` when none belongs to a field. */
export function showFieldProblems(form, details) {
  const problems = new Map(details.map(({ path, message }) => [path.split('.').at(-1), message]).reverse());
  let first;
  for (const input of form.querySelectorAll('input, select')) {
    const problem = problems.get(input.name);
    document.getElementById(`${input.name}-problem`).textContent = problem ?? '';
    if (!problem) {
      input.removeAttribute('aria-invalid');
      continue;
    }
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', `${input.name}-problem`);
    first ??= input;
  }
  first?.focus();
  return first !== undefined;
}
