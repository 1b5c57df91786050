// The decorators that say how a handler's value is answered.
import { returnsBinding } from '../binding/compile-serializer.js';
import { headerArgument } from '../binding/named-argument.js';
import { prepend } from '../metadata/note-store.js';
import { type ArgumentSetting, argumentDecorator } from './arguments.js';
import { type MethodDecoratorOf, noteMethod, noteMistake, type ParameterDecoratorOf } from './targets.js';

/** The status of answers made from plain values. */
export function HttpCode(status: number): MethodDecoratorOf {
  return (target, member) =>
    noteMethod('HttpCode', target, member, (notes) => {
      notes.status ??= status;
    });
}

/**
 * On a method, with two arguments: a header of its answers. On a parameter: a request header, converted to the declared type.
 *
 * @example
 * \@Get() @Header('cache-control', 'max-age=60') list(@Header('x-tenant') tenant: string) { … }
 */
export function Header(name: string, value: string): MethodDecoratorOf;
export function Header(name: string, setting?: ArgumentSetting): ParameterDecoratorOf;
export function Header(name: string, given?: string | ArgumentSetting): MethodDecoratorOf & ParameterDecoratorOf {
  return (target: object, member: string | symbol | undefined, third?: PropertyDescriptor | number) => {
    const onParameter = typeof third === 'number';
    if (onParameter && typeof given !== 'string') {
      argumentDecorator('Header', 'header', headerArgument, name, given)(target, member, third);
    } else if (!onParameter && typeof given === 'string') {
      noteMethod('Header', target, member, (notes) => {
        notes.headers = prepend([[name, given] as const], notes.headers);
      });
    } else {
      noteMistake(target, {
        code: 'misplaced-decorator',
        message: onParameter
          ? `@Header('${String(name)}', …) on a parameter has a value`
          : `@Header('${String(name)}') on a method has no value`,
        fix: onParameter ? 'leave the value away: on a parameter it reads a request header' : "give it a value: @Header('name', 'value')",
        member: String(member ?? ''),
        parameter: onParameter ? third : undefined,
      });
    }
  };
}

/** The content type of answers made from plain values. */
export function ContentType(type: string): MethodDecoratorOf {
  return (target, member) =>
    noteMethod('ContentType', target, member, (notes) => {
      notes.contentType ??= type;
    });
}

/**
 * Answers with a redirect. A handler may return `{ url, statusCode? }` to choose another target.
 *
 * @param status 301, 302, 303, 307 or 308; 302 by default.
 */
export function Redirect(url: string, status = 302): MethodDecoratorOf {
  return (target, member) =>
    noteMethod('Redirect', target, member, (notes) => {
      notes.redirect ??= { url, status };
    });
}

/**
 * What the method returns: a DTO class serialises the value by class-transformer's rules (`@Expose`, `@Exclude`, groups), a schema
 * validates it. A mismatch is a 500 whose issues only the log sees.
 *
 * @example
 * \@Get('/:id') @Returns(UserView) read(@Param('id') id: string) { return this.users.read(id); }
 */
export function Returns(type: unknown, options: { readonly status?: number; readonly groups?: readonly string[] } = {}): MethodDecoratorOf {
  return (target, member) =>
    noteMethod('Returns', target, member, (notes) => {
      notes.returns ??= { type, status: options.status, groups: options.groups, binding: returnsBinding };
    });
}
