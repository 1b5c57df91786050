// Orders over HTTP: customers place, see and cancel theirs, staff see them all.
import { BadRequestError, Body, Controller, Get, Header, HttpResponse, Param, Post, Query, UseGuards } from 'lambent';
import { StaffGuard } from '../staff/staff-guard.js';
import { PageQuery } from '../storage/page.js';
import { OrderDraft } from './order.dto.js';
import { OrderDesk } from './order-desk.js';
import { OrderStore } from './order-store.js';

@Controller('/orders')
export class OrdersController {
  constructor(
    private readonly desk: OrderDesk,
    private readonly orders: OrderStore,
  ) {}

  @Post()
  async place(@Body() draft: OrderDraft, @Header('Idempotency-Key') idempotencyKey?: string) {
    if (idempotencyKey !== undefined && !/^[\w-]{16,64}$/.test(idempotencyKey)) {
      throw new BadRequestError('Idempotency-Key must be 16 to 64 letters, digits, "-" or "_"; a UUID is a good choice.');
    }
    const order = await this.desk.place(draft, idempotencyKey);
    return HttpResponse.json(order, { status: 201, headers: { location: `/v1/orders/${order.id}` } });
  }

  @Get()
  @UseGuards(StaffGuard)
  list(@Query() page: PageQuery) {
    return this.orders.list(page);
  }

  @Get('/:id')
  @Header('cache-control', 'no-store')
  read(@Param('id') id: string) {
    return this.orders.read(id);
  }

  @Post('/:id/cancel')
  cancel(@Param('id') id: string) {
    return this.desk.cancel(id);
  }
}
