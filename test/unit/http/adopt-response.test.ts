import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { adoptResponse } from '../../../src/http/adopt-response.js';
import { HttpResponse } from '../../../src/http/http-response.js';

describe('adoptResponse', () => {
  it.each([undefined, null, 'x', 1, {}, { status: 200, headers: {}, body: null }, [], () => {}])('makes nothing of %p', (value) => {
    expect(adoptResponse(value)).toBeUndefined();
  });

  it('gives an HttpResponse back as it is', () => {
    const response = new HttpResponse('x');
    expect(adoptResponse(response)).toBe(response);
  });

  it('takes status, headers, cookies and body of a web Response', async () => {
    const web = Response.json({ a: 1 }, { status: 201, headers: { 'x-a': '1' } });
    web.headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT');
    web.headers.append('set-cookie', 'b=2');
    const adopted = adoptResponse(web);
    expect(adopted?.status).toBe(201);
    expect(adopted?.headers.get('content-type')).toBe('application/json');
    expect(adopted?.headers.get('x-a')).toBe('1');
    expect(adopted?.headers.getSetCookie()).toEqual(['a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT', 'b=2']);
    expect(await adopted?.json()).toEqual({ a: 1 });
  });

  it('keeps bytes as they are, and adds no content type', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const adopted = adoptResponse(new Response(bytes));
    expect(adopted?.headers.has('content-type')).toBe(false);
    expect(await adopted?.bytes()).toEqual(bytes);
    expect(adoptResponse(new Response(null, { status: 204 }))?.content).toBeNull();
  });

  it('says that a body was read already', async () => {
    const web = new Response('x');
    await web.text();
    expect(() => adoptResponse(web)).toThrow(/read already/);
  });

  it('refuses a status that cannot be answered', () => {
    expect(() => adoptResponse(Response.error())).toThrow(RangeError);
  });

  it('takes what fetch gave, decoded and changeable', async () => {
    const server = createServer((_, reply) => {
      reply.setHeader('content-encoding', 'gzip');
      reply.setHeader('x-a', '1');
      reply.end(gzipSync('decoded'));
    }).listen(0);
    try {
      const adopted = adoptResponse(await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
      expect(adopted?.headers.get('content-encoding')).toBeNull();
      adopted?.headers.set('x-a', '2');
      expect(await adopted?.text()).toBe('decoded');
    } finally {
      server.close();
    }
  });

  it('takes a response of another copy of the package', async () => {
    const theirs = {
      [Symbol.for('lambent.HttpResponse')]: true,
      status: 202,
      headers: new Map([['x-a', '1']]),
      content: 'text',
    };
    const adopted = adoptResponse(theirs);
    expect(adopted).toBeInstanceOf(HttpResponse);
    expect(adopted?.status).toBe(202);
    expect([...(adopted?.headers ?? [])]).toEqual([['x-a', '1']]);
    expect(await adopted?.text()).toBe('text');
  });
});
