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
