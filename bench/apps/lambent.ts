import { IsEmail, IsInt, IsOptional, IsString, Length, Min } from 'class-validator';
import {
  Body,
  Controller,
  createHandler,
  ErrorHandler,
  Get,
  HttpCode,
  HttpResponse,
  Injectable,
  type Middleware,
  NotFound,
  Param,
  Post,
  Query,
  RequestValidationError,
  UseMiddleware,
} from 'lambent';

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

const setting =
  (name: string, value: string): Middleware =>
  async ({ reqCtx, next }) => {
    await next();
    reqCtx.res.headers.set(name, value);
  };

@Controller()
class Users {
  constructor(private readonly greeter: Greeter) {}

  @Get('/hello') hello() {
    return this.greeter.greet();
  }
  @Get('/users/:id') read(@Param('id') id: string, @Query('page') page: string) {
    return { id, page };
  }
  @Post('/users') @HttpCode(201) create(@Body() user: NewUser) {
    return user;
  }
  @Get('/around') @UseMiddleware(setting('x-1', '1'), setting('x-2', '2'), setting('x-3', '3'), setting('x-4', '4')) around() {
    return { ok: true };
  }
}

@Injectable()
class Failures {
  @NotFound() unknown() {
    return { message: 'Not Found' };
  }
  @ErrorHandler(RequestValidationError) invalid(error: RequestValidationError) {
    const details = error.details.map(({ path, message }) => ({ path: path.replace('body.', ''), message }));
    return HttpResponse.json({ message: 'Validation failed', details }, { status: 400 });
  }
}

export const handler = createHandler({ controllers: [Users], errorHandlers: [Failures] });
