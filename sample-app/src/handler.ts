// What Lambda calls. Everything is planned and connected before the first request; without its settings the service does not start.
import { createHandler } from 'lambent';
import { bookshop } from './app.js';
import { readSettings } from './settings.js';

export const handler = createHandler(bookshop(readSettings(process.env)));
