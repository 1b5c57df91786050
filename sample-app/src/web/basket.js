// What the customer wants to buy: kept in this browser until it is ordered.

const STORED = 'lamplight-basket';
const MOST = 10;
const watchers = [];
let lines = load();

function load() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((line) => typeof line?.isbn === 'string' && line.quantity > 0) : [];
  } catch {
    return [];
  }
}

function change(next) {
  lines = next;
  try {
    localStorage.setItem(STORED, JSON.stringify(lines));
  } catch {
    // A browser that keeps nothing still has a basket until the page is closed.
  }
  for (const watcher of watchers) watcher();
}

export const basket = {
  get lines() {
    return lines;
  },
  get count() {
    return lines.reduce((count, line) => count + line.quantity, 0);
  },
  get totalInCents() {
    return lines.reduce((total, line) => total + line.quantity * line.priceInCents, 0);
  },
  quantityOf(isbn) {
    return lines.find((line) => line.isbn === isbn)?.quantity ?? 0;
  },
  add(book) {
    const { isbn, title, author, priceInCents } = book;
    if (this.quantityOf(isbn) === 0) change([...lines, { isbn, title, author, priceInCents, quantity: 1 }]);
    else this.setQuantity(isbn, this.quantityOf(isbn) + 1);
  },
  setQuantity(isbn, quantity) {
    const allowed = Math.min(quantity, MOST);
    change(lines.map((line) => (line.isbn === isbn ? { ...line, quantity: allowed } : line)).filter((line) => line.quantity > 0));
  },
  clear() {
    change([]);
  },
  onChange(watcher) {
    watchers.push(watcher);
  },
};
