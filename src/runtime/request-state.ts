// One request at run time: everything is read from the event when it is asked for, and kept.
import type { Context } from 'aws-lambda';
import { readPath } from '../adapters/escape-text.js';
import type { RequestScope } from '../container/container.js';
import { REQUEST_CONTEXT } from '../container/token.js';
import { badRequest } from '../errors/bad-request.js';
import { adoptResponse, isWebResponse } from '../http/adopt-response.js';
import { CookieValues } from '../http/cookie-values.js';
import type { HeaderValues } from '../http/header-values.js';
import { HttpResponse } from '../http/http-response.js';
import type { HttpSource, SourceName } from '../http/http-source.js';
import { decodeSegment } from '../http/path.js';
import { QueryValues } from '../http/query-values.js';
import { RequestBody } from '../http/request-body.js';
import type { InvocationContext, Principal, ResponseHook } from '../http/request-context.js';
import type { ResponseHeaders } from '../http/response-headers.js';
import type { RequestStore, SharedStore, Store, StoreValue } from '../http/store.js';
import { childLogger } from '../logging/child-logger.js';
import type { Logger } from '../logging/logger.js';
import type { RoutePlan, RouteSlot } from '../plan/app-plan.js';
import { namedRecord } from '../shared/record.js';
import { answerFrom, PLAIN } from './answer.js';
import { decodedSegments } from './decoded-segments.js';
import { keptHeaders } from './kept-headers.js';
import { MemoryStore } from './memory-store.js';
import { requestOf } from './request-of.js';
import type { RunningApp } from './running-app.js';

const NO_HOOKS: ResponseHook[] = [];

/** The state behind a `RequestContext`. */
export class RequestState implements InvocationContext {
  /** The current response; `undefined` until something asks for it or answers. */
  response: HttpResponse | undefined = undefined;
  /** Headers set before anything answered: they are on every answer. */
  early: ResponseHeaders | undefined = undefined;
  isAnswered = false;
  hooks: ResponseHook[] = NO_HOOKS;
  scope: RequestScope | undefined = undefined;
  isStreamed = false;
  isConcluded = false;
  /** What was left until the deadline reserve when the request came; `undefined` where nothing says when the invocation ends. */
  millisecondsLeft: number | undefined = undefined;
  /** Whether somebody sees to it that the deadline is kept. */
  isWatched = false;
  /** Set when the deadline reserve was reached. */
  isOverdue = false;
  /** What else is to be done at that moment: whoever waits for something that may never come sets it, and takes it back. */
  onOverdue: (() => void) | undefined = undefined;
  /** Whether the answer is on its way, and only disposals are waited for. What comes now is for nobody. */
  isReleasing = false;
  /** Streamed responses that another one took the place of. They may be parts of that one, so they are let go after it. */
  abandoned: HttpResponse[] | undefined = undefined;
  principal: Principal | undefined = undefined;
  /** `Allow` of a known path asked with a wrong method. */
  allow: readonly string[] | undefined = undefined;
  /** With trailing slash `redirect`: where the route is. */
  redirectTo: string | undefined = undefined;
  /** The framework's own answer in a fallback's place: OPTIONS, a redirect. */
  implied: HttpResponse | undefined = undefined;

  #queryText: string | undefined = undefined;
  #query: QueryValues | undefined = undefined;
  #decoded: readonly (string | undefined)[] | undefined = undefined;
  #headers: HeaderValues | undefined = undefined;
  #cookies: CookieValues | undefined = undefined;
  #body: RequestBody | undefined = undefined;
  #params: Readonly<Record<string, string>> | undefined = undefined;
  #req: Request | undefined = undefined;
  #clientIp: string | undefined = undefined;
  #store: MemoryStore<RequestStore> | undefined = undefined;
  #requestId: string | undefined = undefined;
  #logger: Logger | undefined = undefined;
  #aborter: AbortController | undefined = undefined;
  #abortReason: unknown = undefined;

  constructor(
    readonly app: RunningApp,
    readonly eventSource: HttpSource<unknown>,
    readonly event: unknown,
    readonly context: Context,
    readonly method: string,
    readonly path: string,
    readonly slot: RouteSlot,
    /** Values of the pattern's parameters, still encoded. */
    private readonly segments: readonly string[],
    /** Whether they come from a path that was delivered with a `%` in it. */
    private readonly hasEscapes: boolean = false,
  ) {}

  get plan(): RoutePlan {
    return this.slot.plan;
  }

  get source(): SourceName {
    return this.eventSource.name;
  }

  get route(): string | null {
    return this.plan.pattern === null ? null : this.plan.pattern.text;
  }

  get query(): QueryValues {
    this.#query ??= new QueryValues(this.queryText());
    return this.#query;
  }

  get headers(): HeaderValues {
    this.#headers ??= this.eventSource.readHeaders(this.event);
    return this.#headers;
  }

  get cookies(): CookieValues {
    this.#cookies ??= new CookieValues(this.eventSource.readCookies(this.event));
    return this.#cookies;
  }

  get body(): RequestBody {
    this.#body ??= new RequestBody(this.eventSource.readBody(this.event), this.headerValue('content-type'), this.app.settings.limits);
    return this.#body;
  }

  get params(): Readonly<Record<string, string>> {
    this.#params ??= Object.freeze(namedRecord(this.plan.pattern?.parameters ?? [], (index) => this.pathValue(index)));
    return this.#params;
  }

  get req(): Request {
    this.#req ??= requestOf(this, readPath(this.eventSource, this.event), this.queryText());
    return this.#req;
  }

  get res(): HttpResponse {
    if (!this.response) {
      this.response = new HttpResponse();
      this.early = this.response.headers;
    }
    return this.response;
  }

  set res(given: HttpResponse | Response) {
    if (given === this.response) return;
    const response = adoptResponse(given);
    if (!response) throw new TypeError('reqCtx.res takes an HttpResponse or a web Response; return other values instead');
    // A copy, because middleware further out will change it, and the given one may be shared.
    const copy = response.copy(this.early);
    if (!this.isAnswered) this.early = copy.headers;
    this.abandonUnless(copy, this.response);
    this.response = copy;
    this.isAnswered = true;
  }

  get shared(): Store<SharedStore> {
    return this.app.shared;
  }

  get requestId(): string {
    this.#requestId ??=
      this.eventSource.readRequestId(this.event) ?? this.context?.awsRequestId ?? this.headerValue('x-amzn-trace-id') ?? '';
    return this.#requestId;
  }

  set requestId(id: string) {
    this.#requestId = id;
  }

  get isImpliedOptions(): boolean {
    return this.allow !== undefined && this.method === 'OPTIONS';
  }

  get origin(): string {
    return `${this.eventSource.readScheme(this.event)}://${this.eventSource.readHost(this.event)}`;
  }

  get clientIp(): string | undefined {
    this.#clientIp ??= this.eventSource.readClientIp(this.event);
    return this.#clientIp;
  }

  get signal(): AbortSignal {
    this.#aborter ??= new AbortController();
    if (this.#abortReason !== undefined) this.#aborter.abort(this.#abortReason);
    return this.#aborter.signal;
  }

  abort(reason: unknown): void {
    this.#abortReason ??= reason;
    this.#aborter?.abort(reason);
  }

  get logger(): Logger {
    this.#logger ??= childLogger(this.app.settings.logger, () => ({ requestId: this.requestId, method: this.method, route: this.route }));
    return this.#logger;
  }

  /** In an answer or a log line it is what names the request: never the app, nor the event, whose headers hold credentials. */
  toJSON(): object {
    return { requestId: this.requestId, method: this.method, path: this.path, route: this.route };
  }

  metadata(key: unknown): unknown {
    return this.plan.metadata.get(key);
  }

  onResponse(hook: ResponseHook): void {
    if (this.hooks === NO_HOOKS) this.hooks = [hook];
    else this.hooks.push(hook);
  }

  get<Key extends keyof RequestStore | string | symbol>(key: Key): StoreValue<RequestStore, Key> | undefined {
    return this.#store?.get(key);
  }

  set<Key extends keyof RequestStore | string | symbol>(key: Key, value: StoreValue<RequestStore, Key>): void {
    this.#store ??= new MemoryStore();
    this.#store.set(key, value);
  }

  has(key: keyof RequestStore | string | symbol): boolean {
    return this.#store?.has(key) ?? false;
  }

  delete(key: keyof RequestStore | string | symbol): boolean {
    return this.#store?.delete(key) ?? false;
  }

  pathValue(index: number): string | undefined {
    const raw = this.segments[index];
    return raw === undefined || !this.hasEscapes ? raw : (this.decoded()[index] ?? raw);
  }

  headerValue(name: string): string | undefined {
    return this.eventSource.readHeader(this.event, name);
  }

  acceptReturned(value: unknown): void {
    if (value === this.response) this.isAnswered = true;
    else {
      const response = answerFrom(value, PLAIN);
      // A plain value in place of an answer keeps what inner middleware added to it, except what described the old body.
      if (this.isAnswered && this.response && !HttpResponse.is(value) && !isWebResponse(value)) {
        response.headers.inherit(keptHeaders(this.response));
        this.abandonUnless(response, this.response);
        this.response = response;
      } else this.answer(response);
    }
  }

  /** Takes a fresh response as the answer; headers set before anything answered are under its own. */
  answer(response: HttpResponse): void {
    if (response === this.response) return;
    if (this.early) response.headers.inherit(this.early);
    this.abandonUnless(response, this.response);
    this.response = response;
    this.isAnswered = true;
  }

  /** Remembers the streamed content of a response that another one took the place of, unless it goes on with the same. */
  abandonUnless(next: HttpResponse, before: HttpResponse | undefined): void {
    if (this.isReleasing) next.letGo();
    if (before === undefined || !before.isStream || before.content === next.content) return;
    this.abandoned = [...(this.abandoned ?? []), before];
  }

  /** Whether nothing has happened that an answer must take up, so that its result can be written at once. */
  get isUntouched(): boolean {
    return this.response === undefined && this.hooks === NO_HOOKS && this.scope === undefined && this.method !== 'HEAD' && !this.isOverdue;
  }

  /** Opens the scope of this request's own objects. */
  openScope(): RequestScope {
    if (!this.scope) {
      this.scope = this.app.container.openScope();
      this.scope.provide(REQUEST_CONTEXT, this);
      if (this.isReleasing) void this.scope.close();
    }
    return this.scope;
  }

  /** @throws BadRequestError when a parameter holds a malformed escape or `%00`, or the query too many pairs. */
  check(): void {
    if (this.hasEscapes && this.decoded().includes(undefined)) throw badRequest('The path has a malformed percent-escape');
    // A pair takes a separator at least, so short queries need no counting.
    const most = this.app.settings.limits.queryPairs;
    if (this.queryText().length >= most && this.query.hasMoreThan(most)) throw badRequest(`The query has more than ${most} parameters`);
  }

  private queryText(): string {
    this.#queryText ??= this.eventSource.readQuery(this.event);
    return this.#queryText;
  }

  /** The parameters, decoded once; a gateway that has decoded the path already is taken at its word. */
  private decoded(): readonly (string | undefined)[] {
    this.#decoded ??= this.eventSource.hasDecodedPath
      ? decodedSegments(this.plan.pattern!, this.path, this.eventSource.readRawPath(this.event), this.segments)
      : this.segments.map(decodeSegment);
    return this.#decoded;
  }
}
