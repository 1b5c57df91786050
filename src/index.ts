// The root entry: everything that users import from 'lambent', by name.
import './metadata/reflect.js';

export type { Context } from 'aws-lambda';
export type { ClassProvider, ExistingProvider, FactoryProvider, Provider, Resolve, ValueProvider } from './container/providers.js';
export { REQUEST_CONTEXT, type Token, type TypedToken, token } from './container/token.js';
export {
  type ArgumentSetting,
  Body,
  Cookie,
  Cookies,
  Ctx,
  createParamDecorator,
  Event,
  File,
  Files,
  Headers,
  Ip,
  LambdaContext,
  type NamedArgument,
  Param,
  Query,
  RawBody,
  Req,
  Res,
} from './decorators/arguments.js';
export { Authorized, CurrentUser, Public } from './decorators/authorization.js';
export { Controller, Inject, Injectable } from './decorators/classes.js';
export { ErrorHandler, MethodNotAllowed, NotFound } from './decorators/fallbacks.js';
export { applyDecorators, SetMetadata, UseGuards, UseMiddleware } from './decorators/pipeline.js';
export { Produces } from './decorators/produces.js';
export { ContentType, Header, HttpCode, Redirect, Returns } from './decorators/responses.js';
export { All, Delete, Get, Head, Options, Patch, Post, Put, Route, type RoutePath } from './decorators/routes.js';
export { ConfigurationError, type ConfigurationProblem } from './errors/configuration-error.js';
export { HttpError, type HttpErrorOptions } from './errors/http-error.js';
export {
  BadGatewayError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  GatewayTimeoutError,
  GoneError,
  InternalServerError,
  MethodNotAllowedError,
  NotAcceptableError,
  NotFoundError,
  NotImplementedError,
  PaymentRequiredError,
  PreconditionFailedError,
  RequestEntityTooLargeError,
  RequestTimeoutError,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthorizedError,
  UnprocessableEntityError,
  UnsupportedMediaTypeError,
} from './errors/http-errors.js';
export { UnsupportedEventError } from './errors/unsupported-event-error.js';
export {
  RequestValidationError,
  ResponseValidationError,
  type ValidationErrorOptions,
  type ValidationIssue,
} from './errors/validation-error.js';
export type { CookieValues } from './http/cookie-values.js';
export type { FormFile, FormValue, FormValues } from './http/form-values.js';
export type { HeaderValues } from './http/header-values.js';
export { HttpResponse, type HttpResponseBody, type HttpResponseInit } from './http/http-response.js';
export type { SourceName } from './http/http-source.js';
export type {
  Guard,
  GuardLike,
  GuardObject,
  Middleware,
  MiddlewareArguments,
  MiddlewareLike,
  MiddlewareObject,
  MiddlewareResult,
} from './http/middleware.js';
export { type ProxyResult, proxyResult } from './http/proxy-result.js';
export type { QueryValues } from './http/query-values.js';
export type { RequestBody } from './http/request-body.js';
export type { Principal, RequestContext, ResponseHook } from './http/request-context.js';
export { ResponseHeaders, type ResponseHeadersInit } from './http/response-headers.js';
export { type CookieAttributes, serializeCookie } from './http/serialize-cookie.js';
export { type ServerSentEvent, type SseOptions, sse } from './http/sse.js';
export type { StandardSchemaV1 } from './http/standard-schema.js';
export type { RequestStore, SharedStore, Store } from './http/store.js';
export { createJsonLogger, type JsonLoggerOptions } from './logging/json-logger.js';
export type { LogFields, Logger, LoggerLike, LogLevel } from './logging/logger.js';
export type { ArgumentOptions, Scope } from './metadata/notes.js';
export { composeMiddleware } from './pipeline/onion.js';
export type { RouteInfo } from './plan/app-plan.js';
export type { AppOptions, LimitOptions, ModuleOptions, ValidationOptions } from './plan/options.js';
export type { App, Handler } from './runtime/app-internals.js';
export { createApp, createHandler } from './runtime/create-app.js';
export { currentRequest } from './runtime/current-request.js';
export type { ResponseStream, StreamHandler } from './runtime/response-stream.js';
export type { AbstractConstructor, Constructor } from './shared/constructor.js';
