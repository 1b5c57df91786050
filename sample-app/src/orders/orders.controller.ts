// Orders over HTTP: customers place, see and cancel theirs, staff see them all.
import { Authorized, Body, Controller, Get, Header, HttpResponse, Param, Post, Public, Query } from 'lambent';
import { PageQuery } from '../storage/page.js';
import { OrderDraft } from './order.dto.js';
import { OrderDesk } from './order-desk.js';
import { OrderStore } from './order-store.js';

@Controller('/orders')
@Public()
export class OrdersController {
  constructor(
    private readonly desk: OrderDesk,
    private readonly orders: OrderStore,
  ) {}

  /**
   * Sent again with the same `Idempotency-Key` it gives the same answer: `idempotency` in app.ts keeps it. The key goes into the number of the
   * order as well, because an answer that was made may not have been kept: the process may end in between.
   */
  @Post()
  async place(@Body() draft: OrderDraft, @Header('idempotency-key') key?: string) {
    const order = await this.desk.place(draft, key);
    return HttpResponse.json(order, { status: 201, headers: { location: `/v1/orders/${order.id}` } });
  }

  @Get()
  @Authorized('staff')
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
