import 'reflect-metadata';
import serverlessExpress from '@codegenie/serverless-express';
import {
  Body,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Module,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import * as transformerPackage from 'class-transformer';
import { Type } from 'class-transformer';
import * as validatorPackage from 'class-validator';
import { IsArray, IsEmail, IsInt, IsOptional, IsString, Length, Min, ValidateNested } from 'class-validator';
import { parse } from 'cookie';
import { tap } from 'rxjs';
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

interface Request {
  headers: Record<string, string>;
}

interface Response {
  setHeader(name: string, value: string): void;
  cookie(name: string, value: string, options: object): void;
  type(type: string): { send(body: Uint8Array): void };
}

const layers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    intercept: (context: ExecutionContext, next: CallHandler) => {
      const http = context.switchToHttp();
      const port = http.getRequest<Request>().headers['x-forwarded-port'] ?? '';
      return next.handle().pipe(tap(() => http.getResponse<Response>().setHeader(`x-${index}`, port)));
    },
  }));

@Controller()
class Work {
  @Post('parsed') @HttpCode(200) parsed(@Body() body: { orders: Order[] }) {
    return { count: body.orders.length };
  }
  @Post('validated') @HttpCode(200) validated(@Body() { orders }: Orders) {
    return { count: orders.length };
  }
  @Get('query') query(@Query() query: Record<string, string>) {
    return { length: readAll(queryNames, (name: string) => query[name]) };
  }
  @Get('headers') headers(@Req() { headers }: Request, @Res({ passthrough: true }) response: Response) {
    for (const name of setNames) response.setHeader(name, 'set');
    return { length: readAll(headerNames, (name: string) => headers[name]) };
  }
  @Get('cookies') cookies(@Req() { headers }: Request, @Res({ passthrough: true }) response: Response) {
    const cookies = parse(headers.cookie ?? '');
    for (const name of setNames) response.cookie(name, 'a value', { httpOnly: true });
    return { length: readAll(cookieNames, (name: string) => cookies[name]) };
  }
  @Post('bytes') @HttpCode(200) bytes(@Body() bytes: Uint8Array) {
    return { count: bytes.length, last: bytes.at(-1) };
  }
  @Get('orders/:count') orders(@Param('count', ParseIntPipe) count: number) {
    return outputOf('orders', count);
  }
  @Get('bytes/:count') output(@Param('count', ParseIntPipe) count: number, @Res() response: Response) {
    response.type('application/octet-stream').send(outputOf('bytes', count) as Uint8Array);
  }
  @Get(`around/${LAYERS[0]}`) @UseInterceptors(...layers(LAYERS[0]!)) few() {
    return { ok: true };
  }
  @Get(`around/${LAYERS[1]}`) @UseInterceptors(...layers(LAYERS[1]!)) half() {
    return { ok: true };
  }
  @Get(`around/${LAYERS[2]}`) @UseInterceptors(...layers(LAYERS[2]!)) all() {
    return { ok: true };
  }
}

@Module({ controllers: [Work] })
class AppModule {}

const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false });
app.useBodyParser('json', { limit: '6mb' });
app.useBodyParser('raw', { limit: '6mb', type: 'application/octet-stream' });
app.useGlobalPipes(new ValidationPipe({ transform: true, validatorPackage, transformerPackage }));
await app.init();

export const handler = serverlessExpress({
  app: app.getHttpAdapter().getInstance(),
  binarySettings: { contentTypes: ['application/octet-stream'] },
});
