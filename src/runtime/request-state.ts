// One request at run time: everything is read from the event when it is asked for, and kept.
import type { Context } from 'aws-lambda';
import { readPath } from '../adapters/escape-text.js';
import type { RequestScope } from '../container/container.js';
import { adoptResponse } from '../http/adopt-response.js';
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
import type { Match, RouteMatch } from '../router/match.js';
import { namedRecord } from '../shared/record.js';
import { acceptReturned } from './accept-returned.js';
import { decodedSegments } from './decoded-segments.js';
import type { KeptState } from './kept-state.js';
import { MemoryStore } from './memory-store.js';
import { requestOf } from './request-of.js';
import type { RunningApp } from './running-app.js';

const NO_HOOKS: ResponseHook[] = [];

/** The state behind a `RequestContext`. One is made for each request: few fields, and those of the constructor are not set before it. */
export class RequestState implements InvocationContext {
  declare readonly app: RunningApp;
  declare readonly eventSource: HttpSource<unknown>;
  declare readonly event: unknown;
  declare readonly context: Context;
  declare readonly method: string;
  declare readonly path: string;
  declare readonly slot: RouteSlot;
  /** What the router said. */
  declare readonly match: Match<RouteSlot>;
  /** Whether parameters come from a path that was delivered with a `%` in it. */
  declare readonly hasEscapes: boolean;
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
  #queryText: string | undefined = undefined;
  #query: QueryValues | undefined = undefined;
  #kept: KeptState | undefined = undefined;

  /** @param slot what answers: the route of `match`, or what stands in for one */
  constructor(
    app: RunningApp,
    source: HttpSource<unknown>,
    event: unknown,
    context: Context,
    method: string,
    path: string,
    slot: RouteSlot,
    match: Match<RouteSlot>,
    hasEscapes: boolean,
  ) {
    this.app = app;
    this.eventSource = source;
    this.event = event;
    this.context = context;
    this.method = method;
    this.path = path;
    this.slot = slot;
    this.match = match;
    this.hasEscapes = hasEscapes;
  }

  /** What only some requests have. */
  get kept(): KeptState {
    this.#kept ??= {};
    return this.#kept;
  }

  get plan(): RoutePlan {
    return this.slot.plan;
  }

  /** `Allow` of a known path asked with a wrong method. */
  get allow(): readonly string[] | undefined {
    return this.match.kind === 'wrong-method' ? this.match.allow : undefined;
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
    const { kept } = this;
    kept.headers ??= this.eventSource.readHeaders(this.event);
    return kept.headers;
  }

  get cookies(): CookieValues {
    const { kept } = this;
    kept.cookies ??= new CookieValues(this.eventSource.readCookies(this.event));
    return kept.cookies;
  }

  get body(): RequestBody {
    const { kept } = this;
    kept.body ??= new RequestBody(this.eventSource.readBody(this.event), this.headerValue('content-type'), this.app.settings.limits);
    return kept.body;
  }

  get params(): Readonly<Record<string, string>> {
    const { kept } = this;
    kept.params ??= Object.freeze(namedRecord(this.plan.pattern?.parameters ?? [], (index) => this.pathValue(index)));
    return kept.params;
  }

  get req(): Request {
    const { kept } = this;
    kept.req ??= requestOf(this, readPath(this.eventSource, this.event), this.queryText());
    return kept.req;
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
    const { kept } = this;
    kept.requestId ??=
      this.eventSource.readRequestId(this.event) ?? this.context?.awsRequestId ?? this.headerValue('x-amzn-trace-id') ?? '';
    return kept.requestId;
  }

  set requestId(id: string) {
    this.kept.requestId = id;
  }

  get isImpliedOptions(): boolean {
    return this.allow !== undefined && this.method === 'OPTIONS';
  }

  get origin(): string {
    return `${this.eventSource.readScheme(this.event)}://${this.eventSource.readHost(this.event)}`;
  }

  get clientIp(): string | undefined {
    const { kept } = this;
    kept.clientIp ??= this.eventSource.readClientIp(this.event);
    return kept.clientIp;
  }

  get signal(): AbortSignal {
    const { kept } = this;
    kept.aborter ??= new AbortController();
    if (kept.abortReason !== undefined) kept.aborter.abort(kept.abortReason);
    return kept.aborter.signal;
  }

  abort(reason: unknown): void {
    const { kept } = this;
    kept.abortReason ??= reason;
    kept.aborter?.abort(reason);
  }

  get logger(): Logger {
    const { kept } = this;
    kept.logger ??= childLogger(this.app.settings.logger, () => ({ requestId: this.requestId, method: this.method, route: this.route }));
    return kept.logger;
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
    return this.#kept?.store?.get(key);
  }

  set<Key extends keyof RequestStore | string | symbol>(key: Key, value: StoreValue<RequestStore, Key>): void {
    const { kept } = this;
    kept.store ??= new MemoryStore();
    kept.store.set(key, value);
  }

  has(key: keyof RequestStore | string | symbol): boolean {
    return this.#kept?.store?.has(key) ?? false;
  }

  delete(key: keyof RequestStore | string | symbol): boolean {
    return this.#kept?.store?.delete(key) ?? false;
  }

  pathValue(index: number): string | undefined {
    const { match } = this;
    const raw = match.kind === 'route' ? match.parameters[index] : undefined;
    return raw === undefined || !this.hasEscapes ? raw : (this.decoded()[index] ?? raw);
  }

  headerValue(name: string): string | undefined {
    return this.eventSource.readHeader(this.event, name);
  }

  acceptReturned(value: unknown): void {
    acceptReturned(this, value);
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

  queryText(): string {
    this.#queryText ??= this.eventSource.readQuery(this.event);
    return this.#queryText;
  }

  /** The parameters, decoded once; a gateway that has decoded the path already is taken at its word. */
  decoded(): readonly (string | undefined)[] {
    const { kept } = this;
    const segments = (this.match as RouteMatch<RouteSlot>).parameters;
    kept.decoded ??= this.eventSource.hasDecodedPath
      ? decodedSegments(this.plan.pattern!, this.path, this.eventSource.readRawPath(this.event), segments)
      : segments.map(decodeSegment);
    return kept.decoded;
  }
}
