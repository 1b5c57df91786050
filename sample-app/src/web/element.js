// Builds page elements. Text is always text, so nothing from a server can become markup.

/** `element('p', { class: 'note' }, 'Hello ', strong)`; properties that start with `on` are listeners. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== false));
  return made;
}

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

export function price(cents) {
  return euros.format(cents / 100);
}

/** A message in human words, with a way on. */
export function notice(title, text, action, look = 'notice') {
  return element('div', { class: look, role: 'alert' }, title && element('strong', {}, title), element('p', {}, text), action);
}

export function button(label, onclick, properties = {}) {
  return element('button', { type: 'button', class: 'button', onclick, ...properties }, label);
}
