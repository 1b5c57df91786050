// Arguments that are there as they are: nothing of them is converted or checked.
import type { ArgumentBinding, ArgumentReader } from './argument-binding.js';

const plain = (read: ArgumentReader): ArgumentBinding => ({ compile: () => read });

/** `@Ctx()`. */
export const contextArgument = /* @__PURE__ */ plain((ctx) => ctx);
/** `@Req()`. */
export const requestArgument = /* @__PURE__ */ plain((ctx) => ctx.req);
/** `@Res()`. */
export const responseArgument = /* @__PURE__ */ plain((ctx) => ctx.res);
/** `@Event()`. */
export const eventArgument = /* @__PURE__ */ plain((ctx) => ctx.event);
/** `@LambdaContext()`. */
export const lambdaContextArgument = /* @__PURE__ */ plain((ctx) => ctx.context);
/** `@Ip()`. */
export const ipArgument = /* @__PURE__ */ plain((ctx) => ctx.clientIp);
/** `@CurrentUser()`. */
export const principalArgument = /* @__PURE__ */ plain((ctx) => ctx.principal);
/** `@RawBody()`. */
export const rawBodyArgument = /* @__PURE__ */ plain((ctx) => ctx.body.bytes());
