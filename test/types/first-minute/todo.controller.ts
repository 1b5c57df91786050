// The controller of the example, word for word as users meet it first.
import { Body, Controller, ErrorHandler, Get, HttpCode, NotFound, NotFoundError, Param, Post, Query, UseMiddleware } from 'lambent';
import { audit } from './audit.js';
import { PageQuery, TodoDraft } from './todo.dto.js';
import { TodoMissing, TodoStore } from './todo.store.js';

@Controller('/todos')
@UseMiddleware(audit)
export class TodoController {
  constructor(private readonly store: TodoStore) {}

  @Get()
  list(@Query() page: PageQuery) {
    return this.store.list(page);
  }

  @Get('/:id')
  read(@Param('id') id: string) {
    return this.store.read(id);
  }

  @Post()
  @HttpCode(201)
  create(@Body() draft: TodoDraft) {
    return this.store.add(draft);
  }

  @ErrorHandler(TodoMissing)
  missing(error: TodoMissing) {
    throw new NotFoundError(error.message);
  }

  @NotFound()
  nowhere() {
    return { statusCode: 404, message: 'no such page under /todos' };
  }
}
