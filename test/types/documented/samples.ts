// What blocks of code on the pages take for granted: names that stand for code of the reader's own.
import { IsInt, IsOptional, IsString, Length, Max } from 'class-validator';
import { type Constructor, Controller, createApp, type Guard, token } from 'lambent';
import { z } from 'zod';

export const app = createApp({ controllers: [] });
export class Tag {
  @IsString() name!: string;
}
export class TodoDraft {
  @IsString() @Length(1, 200) title!: string;
}
export class PageQuery {
  @IsOptional() @IsInt() @Max(100) limit = 20;
}
export const todoSchema = z.object({ title: z.string() });
export type Todo = z.infer<typeof todoSchema>;
export class TodoStore {
  read(_id: string): object | undefined {
    return undefined;
  }
}
export const fake = new TodoStore();
@Controller('/todos')
export class TodoController {}
@Controller('/reports')
export class ReportController {}
export const isStaff: Guard = () => true;
export class Switches {
  readonly isDown: boolean = false;
}
export const TODOS = token<{ read(id: string): Promise<unknown> }>('todos');
export const dictionary = (_language: string | undefined): Record<string, string> => ({});
export const controllers: Constructor[] = [];
