// `npm start`: the same service as on AWS, on this machine, with a DynamoDB of its own and full shelves.
import { createApp } from 'lambent';
import { serve } from 'lambent/node';
import { bookshop } from '../src/app.js';
import { BookStore } from '../src/catalogue/book-store.js';
import { CATALOGUE } from './catalogue.js';
import { startEmulator } from './emulator.js';

process.env.TABLE_NAME ??= 'bookshop';
process.env.STAFF_KEY ??= 'local-staff-key';
process.env.DYNAMODB_ENDPOINT ??= (await startEmulator()).endpoint;

const app = createApp(bookshop);
await app.ready();
const books = app.resolve(BookStore);
const { items } = await books.search({ limit: 1 });
if (items.length === 0) for (const book of CATALOGUE) await books.add(book);
const { port } = await serve(app);

const url = `http://localhost:${port}`;
console.log(`
The bookshop is open: ${url}

Try the API:
  curl '${url}/v1/books?genre=mystery&limit=2'
  curl -i ${url}/v1/books/${CATALOGUE[0]?.isbn}
  curl -X POST ${url}/v1/orders -H 'content-type: application/json' -d '{"lines":[]}'

Staff send the header X-Api-Key: ${process.env.STAFF_KEY}
`);
