// The app of the example.
import { createApp } from 'lambent';
import { cors } from 'lambent/middleware/cors';
import { TodoController } from './todo.controller.js';

export const app = createApp({ prefix: '/v1', controllers: [TodoController], middleware: [cors({ origin: 'https://example.com' })] });
export const handler = app.handler;
