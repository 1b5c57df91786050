// From what a handler returned to its response, as its decorators say: compiled once per handler.
import type { ReturnsBinding } from '../binding/compile-serializer.js';
import type { Negotiation } from '../binding/negotiation.js';
import { isWebResponse } from '../http/adopt-response.js';
import { HttpResponse, isBlob } from '../http/http-response.js';
import type { HandlerPlan } from '../plan/app-plan.js';
import { isThenable } from '../shared/thenable.js';
import { type AnswerShape, answerFrom } from './answer.js';
import type { RequestState } from './request-state.js';

/** Makes the response for a value; a promise only when serialising it has to be waited for. */
export type AnswerMaker = (value: unknown, ctx: RequestState) => HttpResponse | Promise<HttpResponse>;

/** Status, headers and content type of a handler's plain values. */
export function shapeOf({ status, returns, headers, contentType }: HandlerPlan): AnswerShape {
  return { status: status ?? returns?.status, headers, contentType };
}

/** Compiles what becomes of a handler's values. A handler that assigned `reqCtx.res` and returns nothing has answered with that. */
export function compileAnswer(plan: HandlerPlan): AnswerMaker {
  const make = plan.produces ? compilePerType(plan, plan.produces) : compileMaker(plan);
  return (value, ctx) => (value === undefined && ctx.isAnswered ? ctx.res : make(value, ctx));
}

/** The media type was agreed on before the call. */
function compilePerType(plan: HandlerPlan, { types, binding }: NonNullable<HandlerPlan['produces']>): AnswerMaker {
  const makers = new Map(types.map((type) => [type, compileMaker({ ...plan, contentType: type })]));
  const other = compileMaker(plan);
  const vary = (response: HttpResponse) => {
    (binding as Negotiation).vary(response.headers);
    return response;
  };
  return (value, ctx) => {
    const made = (makers.get(ctx.get('mediaType') ?? '') ?? other)(value, ctx);
    return isThenable(made) ? made.then(vary) : vary(made);
  };
}

function compileMaker(plan: HandlerPlan): AnswerMaker {
  const shape = shapeOf(plan);
  const { redirect, returns } = plan;
  if (redirect) return (value) => (isResponse(value) ? answerFrom(value, shape) : redirectTo(value, redirect, shape));
  if (!returns) return (value, ctx) => respectContext(ctx, value, shape, answerFrom(value, shape));
  const serialize = (returns.binding as ReturnsBinding).compile(returns);
  return (value, ctx) => {
    if (isResponse(value)) return answerFrom(value, shape);
    const serialized = serialize(value, ctx);
    if (!isThenable(serialized)) return respectContext(ctx, serialized, shape, answerFrom(serialized, shape));
    return (serialized as Promise<unknown>).then((settled) => respectContext(ctx, settled, shape, answerFrom(settled, shape)));
  };
}

/** What the app said on `reqCtx.res` before it answered with a plain value: the status wins over the declared one, the type over the default. */
export function respectContext(ctx: RequestState, value: unknown, shape: AnswerShape, response: HttpResponse): HttpResponse {
  const said = ctx.response;
  if (said === undefined || ctx.isAnswered || isResponse(value)) return response;
  if (said.hasExplicitStatus) response.status = said.status;
  const type = said.headers.get('content-type');
  if (type !== null && value !== undefined && hasDefaultType(value, shape)) response.headers.set('content-type', type);
  return response;
}

function hasDefaultType(value: unknown, { contentType, headers }: AnswerShape): boolean {
  const isDeclared = contentType !== undefined || headers.some(([name]) => name.toLowerCase() === 'content-type');
  return !isDeclared && !(isBlob(value) && value.type !== '');
}

function isResponse(value: unknown): boolean {
  return HttpResponse.is(value) || isWebResponse(value);
}

/** A handler may choose another target by returning `{ url, statusCode? }`. */
function redirectTo(value: unknown, declared: NonNullable<HandlerPlan['redirect']>, shape: AnswerShape): HttpResponse {
  const { url, statusCode } = (value ?? {}) as { url?: unknown; statusCode?: unknown };
  const target = typeof url === 'string' ? url : declared.url;
  const response = HttpResponse.redirect(target, typeof statusCode === 'number' ? statusCode : declared.status);
  for (const [name, header] of shape.headers) response.headers.append(name, header);
  return response;
}
