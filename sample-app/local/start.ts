// `npm start`: the same service as on AWS, on this machine, with a DynamoDB and an issuer of tokens of its own, and full shelves.
import { Controller, createApp, Get } from 'lambent';
import { serve } from 'lambent/node';
import { bookshop } from '../src/app.js';
import { BookStore } from '../src/catalogue/book-store.js';
import { CATALOGUE } from './catalogue.js';
import { startEmulator } from './emulator.js';
import { STAFF_CLAIMS, startIssuer } from './issuer.js';

const issuer = await startIssuer();

/** Here whoever asks is staff. It is not part of what is deployed. */
@Controller('/local/token')
class TokenController {
  @Get()
  token() {
    return issuer.sign(STAFF_CLAIMS);
  }
}

const shop = bookshop({
  tableName: process.env.TABLE_NAME ?? 'bookshop',
  requestsTableName: process.env.REQUESTS_TABLE_NAME ?? 'bookshop-requests',
  dynamoDbEndpoint: process.env.DYNAMODB_ENDPOINT ?? (await startEmulator()).endpoint,
  ...issuer.settings,
});
const app = createApp({ ...shop, modules: [...(shop.modules ?? []), { controllers: [TokenController] }] });
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

Be staff, with a token for this machine:
  TOKEN=$(curl -s ${url}/local/token)
  curl ${url}/v1/orders -H "authorization: Bearer $TOKEN"
`);
