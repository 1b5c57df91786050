import {
  Authorized,
  ConfigurationError,
  ContentType,
  Controller,
  Ctx,
  createApp,
  Get,
  Header,
  HttpResponse,
  NotFoundError,
  Post,
  Produces,
  type RequestContext,
  Returns,
  UseMiddleware,
} from '../../../src/index.js';
import { cors } from '../../../src/middleware/cors.js';
import { streamClient } from '../../../src/testing/index.js';
import { clientOf, EVERY_SOURCE } from '../support/every-source.js';
import { silentLogger } from '../support/silent-logger.js';

class Row {
  id!: number;
}

@Controller('/rows')
class RowController {
  @Get()
  @Produces('application/json', 'text/csv; charset=utf-8', 'application/vnd.rows+json')
  list(@Ctx() reqCtx: RequestContext) {
    const mediaType: string | undefined = reqCtx.get('mediaType');
    return mediaType?.startsWith('text/csv') ? 'id\n1\n' : [{ id: 1, mediaType }];
  }

  @Get('/own')
  @Produces('application/json', 'text/csv')
  own() {
    return new HttpResponse('<rows/>', { headers: { 'content-type': 'application/xml', vary: 'Origin' } });
  }

  @Get('/bytes')
  @Produces('image/png', 'image/webp')
  bytes() {
    return Buffer.from([1, 2, 3]);
  }

  @Get('/stream')
  @Produces('text/csv')
  async *stream() {
    yield 'id\n';
    yield '1\n';
  }

  @Get('/returns')
  @Produces('application/json', 'application/vnd.rows+json')
  @Returns(Row)
  @Header('x-rows', '1')
  returns() {
    return { id: 1, secret: 2 };
  }

  @Get('/missing')
  @Produces('text/csv')
  missing() {
    throw new NotFoundError('no rows');
  }

  @Get('/guarded')
  @Produces('text/csv')
  @Authorized()
  guarded() {
    return 'id';
  }

  @Post()
  @Produces('text/csv')
  create() {
    created++;
  }
}

@Controller('/class')
@Produces('text/csv', 'application/json')
class ClassController {
  @Get()
  inherited() {
    return 'csv';
  }

  @Get('/own')
  @Produces('application/json')
  own() {
    return {};
  }

  @Get('/fixed')
  @ContentType('text/html')
  fixed() {
    return '<p>';
  }
}

let created = 0;
const api = clientOf({ controllers: [RowController, ClassController] });
const accept = (value: string) => ({ headers: { accept: value } });

describe.each(EVERY_SOURCE)('@Produces over $name', (source) => {
  const client = clientOf({ controllers: [RowController] }, source);

  it('answers in the media type that the client likes best', async () => {
    const csv = await client.get('/rows', accept('application/json;q=0.5, text/csv'));

    expect(csv.status).toBe(200);
    expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', vary: 'Accept' });
    expect(csv.text()).toBe('id\n1\n');
  });

  it('lists what there is to a client that takes none of it', async () => {
    const refused = await client.get('/rows', accept('image/png'));

    expect(refused.status).toBe(406);
    expect(refused.headers).toMatchObject({ 'content-type': 'application/json', vary: 'Accept' });
    expect(refused.json()).toEqual({
      statusCode: 406,
      error: 'NotAcceptableError',
      message: 'This can be had as application/json, text/csv; charset=utf-8, application/vnd.rows+json',
      details: ['application/json', 'text/csv; charset=utf-8', 'application/vnd.rows+json'],
    });
  });
});

describe('the choice', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/*', 'text/csv; charset=utf-8'],
    ['application/*', 'application/json'],
    ['application/vnd.rows+json', 'application/vnd.rows+json'],
    ['application/json;q=0, */*;q=0.1', 'text/csv; charset=utf-8'],
  ])('for %p is %p', async (header, chosen) => {
    expect((await api.get('/rows', header === undefined ? {} : accept(header))).headers['content-type']).toBe(chosen);
  });

  it('is known to the handler', async () => {
    expect((await api.get('/rows', accept('application/vnd.rows+json'))).json()).toEqual([
      { id: 1, mediaType: 'application/vnd.rows+json' },
    ]);
  });

  it('leaves a response of the handler as it is, apart from Vary', async () => {
    const answer = await api.get('/rows/own', accept('text/csv'));

    expect(answer.headers).toMatchObject({ 'content-type': 'application/xml', vary: 'Origin, Accept' });
  });

  it('is the type of bytes and streams', async () => {
    expect((await api.get('/rows/bytes', accept('image/webp'))).headers['content-type']).toBe('image/webp');
    expect((await api.get('/rows/stream')).headers['content-type']).toBe('text/csv');
    const streamed = await streamClient({ controllers: [RowController] }).get('/rows/stream', accept('text/csv'));
    expect(streamed.prelude.headers).toMatchObject({ 'content-type': 'text/csv', vary: 'Accept' });
    expect((await streamClient({ controllers: [RowController] }).get('/rows/stream', accept('image/png'))).prelude.statusCode).toBe(406);
  });

  it('goes together with @Returns and @Header', async () => {
    const answer = await api.get('/rows/returns', accept('application/vnd.rows+json'));

    expect(answer.headers).toMatchObject({ 'content-type': 'application/vnd.rows+json', 'x-rows': '1', vary: 'Accept' });
    expect(answer.json()).toMatchObject({ id: 1 });
  });

  it('is no type of an error', async () => {
    const answer = await api.get('/rows/missing', accept('text/csv'));

    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it('adds to Vary what others have put there', async () => {
    @Controller('/vary')
    @UseMiddleware(cors({ origin: 'https://example.com' }))
    class Varying {
      @Get()
      @Produces('application/json')
      @Header('vary', 'accept, X-Tenant')
      read() {
        return {};
      }
    }
    const answer = await clientOf({ controllers: [Varying] }).get('/vary');

    expect(answer.headers.vary).toBe('accept, X-Tenant, Origin');
  });

  it('is the same for HEAD', async () => {
    const answer = await api.head('/rows', accept('text/csv'));

    expect([answer.status, answer.headers['content-type'], answer.text()]).toEqual([200, 'text/csv; charset=utf-8', '']);
    expect((await api.head('/rows', accept('image/png'))).status).toBe(406);
  });
});

describe('a 406', () => {
  it('comes before the handler runs', async () => {
    expect((await api.post('/rows', accept('application/json'))).status).toBe(406);
    expect(created).toBe(0);
    expect((await api.post('/rows', accept('text/csv'))).status).toBe(204);
    expect(created).toBe(1);
  });

  it('comes after guards, which say nothing of what there is', async () => {
    expect((await api.get('/rows/guarded', accept('image/png'))).status).toBe(401);
  });
});

describe('on a class', () => {
  it.each([
    ['/class', 'application/json', 200, 'application/json'],
    ['/class', '*/*', 200, 'text/csv'],
    ['/class', 'image/png', 406, 'application/json'],
    ['/class/own', 'text/csv', 406, 'application/json'],
    ['/class/fixed', 'text/csv', 200, 'text/html'],
  ])('it covers methods that say nothing themselves: %s for %s', async (path, header, status, contentType) => {
    const answer = await api.get(path, accept(header));

    expect([answer.status, answer.headers['content-type']]).toEqual([status, contentType]);
  });

  it('is inherited', async () => {
    @Controller('/heir')
    class Heir extends ClassController {}

    expect((await clientOf({ controllers: [Heir] }).get('/heir', accept('image/png'))).status).toBe(406);
  });
});

describe('a mistake', () => {
  const problemsOf = async (controller: new () => object) => {
    const error = await createApp({ controllers: [controller], logger: silentLogger })
      .ready()
      .catch((reason: unknown) => reason);
    if (!ConfigurationError.is(error)) throw new Error('The app has started.');
    return error.problems.map(({ code, className, member }) => `${code} ${className}.${member ?? ''}`);
  };

  it.each([['json'], ['text/*'], ['*/*'], [''], ['text/csv,text/html'], [7], [undefined]])('is reported at start-up: %p', async (type) => {
    @Controller()
    class Wrong {
      @Get()
      @Produces('application/json', type as string)
      read() {}
    }

    expect(await problemsOf(Wrong)).toEqual(['bad-media-type Wrong.read']);
  });

  it('is reported at start-up: no type at all, on method and class, and two ways to say the type', async () => {
    @Controller()
    @Produces()
    class Wrong {
      @Get('/a')
      @Produces()
      a() {}

      @Get('/b')
      b() {}

      @Get('/c')
      @ContentType('text/csv')
      @Produces('text/csv')
      c() {}
    }

    expect((await problemsOf(Wrong)).sort()).toEqual([
      'bad-media-type Wrong.',
      'bad-media-type Wrong.a',
      'contradictory-content-type Wrong.c',
    ]);
  });
});
