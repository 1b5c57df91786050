import type { StandardSchemaV1 } from '../../../src/index.js';
import { Body, Controller, Post } from '../../../src/index.js';
import { clientOf } from '../../behaviour/support/every-source.js';

/** A thenable that calls back, and gives nothing from `then`. */
const thenableOf = (value: unknown) => ({
  // biome-ignore lint/suspicious/noThenProperty: the thing under test
  then(resolve: (value: unknown) => void) {
    setTimeout(() => resolve(value), 1);
  },
});

const refusing = {
  '~standard': { version: 1, vendor: 'test', validate: () => thenableOf({ issues: [{ message: 'never' }] }) },
} as unknown as StandardSchemaV1;

@Controller()
class Refusing {
  @Post('/') create(@Body(refusing) body: unknown) {
    return { body };
  }
}

describe('a schema that answers with a thenable of its own', () => {
  it('is waited for, and its refusal counts', async () => {
    const answer = await clientOf({ controllers: [Refusing] }).post('/', { body: { a: 1 } });
    expect([answer.status, answer.json()]).toMatchObject([400, { details: [{ rule: 'schema', message: 'never' }] }]);
  });
});
