import 'reflect-metadata';
import serverlessExpress from '@codegenie/serverless-express';
import {
  type ArgumentsHost,
  BadRequestException,
  Body,
  type CallHandler,
  Catch,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Module,
  NotFoundException,
  Param,
  Post,
  Query,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import * as transformerPackage from 'class-transformer';
import * as validatorPackage from 'class-validator';
import { IsEmail, IsInt, IsOptional, IsString, Length, Min } from 'class-validator';
import { tap } from 'rxjs';

class NewUser {
  @IsString() @Length(1, 100) name!: string;
  @IsEmail() email!: string;
  @IsOptional() @IsInt() @Min(18) age?: number;
}

@Injectable()
class Greeter {
  greet() {
    return { message: 'hello' };
  }
}

const setting = (name: string, value: string) => ({
  intercept: (context: ExecutionContext, next: CallHandler) =>
    next.handle().pipe(tap(() => context.switchToHttp().getResponse().setHeader(name, value))),
});

@Controller()
class Users {
  constructor(private readonly greeter: Greeter) {}

  @Get('hello') hello() {
    return this.greeter.greet();
  }
  @Get('users/:id') read(@Param('id') id: string, @Query('page') page: string) {
    return { id, page };
  }
  @Post('users') @HttpCode(201) create(@Body() user: NewUser) {
    return user;
  }
  @Get('around') @UseInterceptors(setting('x-1', '1'), setting('x-2', '2'), setting('x-3', '3'), setting('x-4', '4')) around() {
    return { ok: true };
  }
}

@Catch(NotFoundException)
class Unknown {
  catch(_error: unknown, host: ArgumentsHost) {
    host.switchToHttp().getResponse().status(404).send({ message: 'Not Found' });
  }
}

@Module({ controllers: [Users], providers: [Greeter] })
class AppModule {}

const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false });
const exceptionFactory = (errors: validatorPackage.ValidationError[]) => {
  const details = errors.flatMap(({ property, constraints }) =>
    Object.values(constraints ?? {}).map((message) => ({ path: property, message })),
  );
  return new BadRequestException({ message: 'Validation failed', details });
};
app.useGlobalPipes(new ValidationPipe({ transform: true, validatorPackage, transformerPackage, exceptionFactory }));
app.useGlobalFilters(new Unknown());
await app.init();

export const handler = serverlessExpress({ app: app.getHttpAdapter().getInstance() });
