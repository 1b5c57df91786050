import fc from 'fast-check';
import { alb } from '../../../src/adapters/alb.js';
import { functionUrl } from '../../../src/adapters/function-url.js';
import { httpApi } from '../../../src/adapters/http-api.js';
import { httpApiV1, restApi } from '../../../src/adapters/rest-api.js';
import { ALB_RESULT_LIMIT, LAMBDA_RESULT_LIMIT, measureOversize } from '../../../src/adapters/result-size.js';
import { latticeV1, latticeV2 } from '../../../src/adapters/vpc-lattice.js';

function result(body: string, isBase64Encoded = false) {
  return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body, isBase64Encoded };
}

const OVERHEAD = Buffer.byteLength(JSON.stringify(result('')));

describe('the size of a result', () => {
  it.each([
    ['plain text', 'a', 1],
    ['two-byte characters', 'é', 2],
    ['three-byte characters', '漢', 3],
    ['quotes', '"', 2],
    ['control characters', '\0', 6],
    ['half surrogate pairs', '\ud800', 6],
  ])('is exact at the limit for %s', (_name, character, bytes) => {
    const limit = 60_000 + OVERHEAD;
    const body = character.repeat(60_000 / bytes);
    expect(measureOversize(result(body), limit)).toBe(0);
    expect(measureOversize(result(`${body}a`), limit)).toBe(limit + 1);
  });

  it('counts base64 after encoding', () => {
    const body = Buffer.alloc(4_800_000).toString('base64');
    expect(body.length).toBeGreaterThan(LAMBDA_RESULT_LIMIT);
    expect(measureOversize(result(body, true), LAMBDA_RESULT_LIMIT)).toBe(body.length + OVERHEAD - 1);
  });

  it('is exact for base64 at the limit, without a look at the text', () => {
    const body = Buffer.alloc(90_000).toString('base64');
    const limit = body.length + Buffer.byteLength(JSON.stringify(result('', true)));
    expect(measureOversize(result(body, true), limit)).toBe(0);
    expect(measureOversize(result(body, true), limit - 1)).toBe(limit);
  });

  it('counts headers and cookies', () => {
    const full = { ...result('a'.repeat(50_000)), cookies: ['a="é"'] };
    const size = Buffer.byteLength(JSON.stringify(full));
    expect(measureOversize(full, size)).toBe(0);
    expect(measureOversize(full, size - 1)).toBe(size);
  });

  it('is what the result has as JSON, whatever its text', () => {
    const piece = fc.constantFrom('a', '"', '\\', '\n', '\t', '\0', '\x1f', '\x7f', 'é', '漢', '😀', '\ud800', '\udc00');
    const body = fc.tuple(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 40 }));
    const property = fc.property(body, fc.double({ min: 0.3, max: 1.2, noNaN: true }), ([pieces, times], share) => {
      const whole = result(pieces.join('').repeat(times));
      const size = Buffer.byteLength(JSON.stringify(whole));
      const limit = Math.round(size * share);
      expect(measureOversize(whole, limit)).toBe(size > limit ? size : 0);
      expect(measureOversize(whole, size)).toBe(0);
      expect(measureOversize(whole, size - 1)).toBe(size);
    });
    fc.assert(property, { numRuns: 500, seed: 20_261_121 });
  });

  it('does not matter where there is no limit', () => {
    expect(measureOversize(result('a'.repeat(10_000_000)), undefined)).toBe(0);
  });

  it('is not measured while the body is so short that it cannot be over', () => {
    const unmeasurable = {
      body: 'a'.repeat(100_000),
      toJSON() {
        throw new Error('measured');
      },
    };
    expect(measureOversize(unmeasurable, ALB_RESULT_LIMIT)).toBe(0);
    expect(() => measureOversize({ ...unmeasurable, body: 'a'.repeat(200_000) }, ALB_RESULT_LIMIT)).toThrow('measured');
  });

  it('is limited to 1 MiB behind a load balancer and to 6 MB elsewhere', () => {
    expect(alb.resultLimit).toBe(1_048_576);
    for (const source of [restApi, httpApiV1, httpApi, functionUrl, latticeV1, latticeV2]) expect(source.resultLimit).toBe(6_291_556);
  });
});
