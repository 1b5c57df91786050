import { BadRequestError } from '../../../src/errors/http-errors.js';
import { HeaderValues } from '../../../src/http/header-values.js';
import { makeWebRequest } from '../../../src/http/web-request.js';

const parts = { method: 'POST', url: 'https://example.com/a?b=1', headers: [] as [string, string][], bytes: () => Buffer.from('Grüße') };

describe('makeWebRequest', () => {
  it('is a Request with method, address, headers and body', async () => {
    const request = makeWebRequest({ ...parts, headers: new HeaderValues({ 'X-A': ['1', '2'], cookie: ['a=1', 'b=2'] }) });
    expect(request).toBeInstanceOf(Request);
    expect(request.method).toBe('POST');
    expect(request.url).toBe('https://example.com/a?b=1');
    expect(request.headers.get('x-a')).toBe('1, 2');
    expect(request.headers.get('cookie')).toBe('a=1; b=2');
    expect(await request.text()).toBe('Grüße');
  });

  it.each(['GET', 'HEAD'])('leaves the body of %s out without reading it', (method) => {
    const bytes = jest.fn();
    expect(makeWebRequest({ ...parts, method, bytes }).body).toBeNull();
    expect(bytes).not.toHaveBeenCalled();
  });

  it('has no body when there are no bytes', () => {
    expect(makeWebRequest({ ...parts, bytes: () => undefined }).body).toBeNull();
    expect(makeWebRequest({ ...parts, bytes: () => new Uint8Array(0) }).body).toBeNull();
  });

  it.each(['TRACE', 'CONNECT', 'TRACK', 'trace', 'A B', 'GET\n', '', 'É'])(
    'refuses the method %j: a 400 that names no method',
    (method) => {
      let refusal: unknown;
      try {
        makeWebRequest({ ...parts, method });
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(BadRequestError);
      expect(refusal).toMatchObject({ status: 400, message: 'The method of the request is not supported here' });
      expect((refusal as Error).cause).toMatchObject({ message: expect.stringContaining('read reqCtx.method') });
    },
  );

  it.each(['QUERY', 'PROPFIND', 'PATCH', 'TRACER', 'M-SEARCH', "!#$%&'*+-.^_`|~"])('takes the method %s', (method) => {
    expect(makeWebRequest({ ...parts, method }).method).toBe(method);
  });

  it('writes headers beyond Latin-1 as the bytes that were on the wire', () => {
    const request = makeWebRequest({
      ...parts,
      headers: [
        ['x-city', 'Srīperumbūdūr'],
        ['x-latin', 'é'],
      ],
    }); // prettier-ignore
    expect(Buffer.from(request.headers.get('x-city') ?? '', 'latin1').toString()).toBe('Srīperumbūdūr');
    expect(request.headers.get('x-latin')).toBe('é');
  });

  it('is aborted with the signal', () => {
    const aborter = new AbortController();
    const request = makeWebRequest({ ...parts, signal: aborter.signal });
    expect(request.signal.aborted).toBe(false);
    aborter.abort();
    expect(request.signal.aborted).toBe(true);
  });
});
