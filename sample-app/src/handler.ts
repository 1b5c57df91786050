// What Lambda calls. Everything is planned and connected before the first request.
import { createHandler } from 'lambent';
import { bookshop } from './app.js';

export const handler = createHandler(bookshop);
