// The service of the example.
import type { PageQuery, TodoDraft } from './todo.dto.js';

export interface Todo extends TodoDraft {
  readonly id: string;
}

export class TodoMissing extends Error {
  constructor(id: string) {
    super(`There is no todo ${id}`);
  }
}

export class TodoStore {
  private readonly todos: Todo[] = [];

  list({ limit }: PageQuery): Todo[] {
    return this.todos.slice(0, limit);
  }

  read(id: string): Todo {
    const todo = this.todos.find((each) => each.id === id);
    if (!todo) throw new TodoMissing(id);
    return todo;
  }

  add(draft: TodoDraft): Todo {
    const todo = { ...draft, id: String(this.todos.length + 1) };
    this.todos.push(todo);
    return todo;
  }
}
