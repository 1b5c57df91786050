// A function with mistakes in it, all of which are to be named.
import { Body, Controller, createHandler, Get, Post } from 'lambent';

class Draft {}

@Controller()
class Twice {
  @Get('/a') first() {}
  @Get('/a') second() {}
  @Post('/b') third(@Body() _draft: Draft) {}
}

export const handler = createHandler({ controllers: [Twice] });
