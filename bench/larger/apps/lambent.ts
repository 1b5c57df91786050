import { Type } from 'class-transformer';
import { IsArray, IsEmail, IsInt, IsOptional, IsString, Length, Min, ValidateNested } from 'class-validator';
import {
  Body,
  Controller,
  Ctx,
  createHandler,
  Get,
  type Middleware,
  Param,
  Post,
  RawBody,
  type RequestContext,
  serializeCookie,
  UseMiddleware,
} from 'lambent';
import { cookieNames, headerNames, LAYERS, outputOf, queryNames, readAll, setNames } from '../work.mjs';

class Order {
  @IsInt() id!: number;
  @IsString() @Length(1, 100) name!: string;
  @IsEmail() email!: string;
  @IsOptional() @IsInt() @Min(18) age?: number;
}

class Orders {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Order) orders!: Order[];
}

const layers = (count: number) =>
  Array.from(
    { length: count },
    (_, index): Middleware =>
      async ({ reqCtx, next }) => {
        const port = reqCtx.headers.get('x-forwarded-port') ?? '';
        await next();
        reqCtx.res.headers.set(`x-${index}`, port);
      },
  );

@Controller()
class Work {
  @Post('/parsed') parsed(@Body({ validate: false }) body: { orders: Order[] }) {
    return { count: body.orders.length };
  }
  @Post('/validated') validated(@Body() { orders }: Orders) {
    return { count: orders.length };
  }
  @Get('/query') query(@Ctx() { query }: RequestContext) {
    return { length: readAll(queryNames, (name: string) => query.get(name)) };
  }
  @Get('/headers') headers(@Ctx() { headers, res }: RequestContext) {
    for (const name of setNames) res.headers.set(name, 'set');
    return { length: readAll(headerNames, (name: string) => headers.get(name)) };
  }
  @Get('/cookies') cookies(@Ctx() { cookies, res }: RequestContext) {
    for (const name of setNames) res.headers.append('set-cookie', serializeCookie(name, 'a value', { path: '/', httpOnly: true }));
    return { length: readAll(cookieNames, (name: string) => cookies.get(name)) };
  }
  @Post('/bytes') bytes(@RawBody() bytes: Uint8Array) {
    return { count: bytes.length, last: bytes.at(-1) };
  }
  @Get('/orders/:count') orders(@Param('count') count: number) {
    return outputOf('orders', count);
  }
  @Get('/bytes/:count') output(@Param('count') count: number) {
    return outputOf('bytes', count);
  }
  @Get(`/around/${LAYERS[0]}`) @UseMiddleware(...layers(LAYERS[0]!)) few() {
    return { ok: true };
  }
  @Get(`/around/${LAYERS[1]}`) @UseMiddleware(...layers(LAYERS[1]!)) half() {
    return { ok: true };
  }
  @Get(`/around/${LAYERS[2]}`) @UseMiddleware(...layers(LAYERS[2]!)) all() {
    return { ok: true };
  }
}

export const handler = createHandler({ controllers: [Work], limits: { bodyBytes: 6_000_000 } });
