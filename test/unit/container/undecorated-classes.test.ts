import 'reflect-metadata/lite';
import { injectable } from 'tsyringe';
import { Controller, createApp, Get, Injectable } from '../../../src/index.js';
import { silentLogger } from '../../behaviour/support/silent-logger.js';

class Plain {
  count = 0;
}

@injectable()
class OfTsyringe {
  count = 0;
}

@Injectable()
class Other {
  constructor(
    readonly plain: Plain,
    readonly theirs: OfTsyringe,
  ) {}
}

@Controller()
class Both {
  constructor(
    readonly other: Other,
    readonly plain: Plain,
    readonly theirs: OfTsyringe,
  ) {}
  @Get('/') get() {}
}

describe('a class that is only met in constructors', () => {
  it('is built once when it has no decorator', async () => {
    const app = createApp({ controllers: [Both], logger: silentLogger });
    await app.ready();
    const { other, plain } = app.resolve(Both);
    expect(other.plain).toBe(plain);
    expect(app.resolve(Plain)).toBe(plain);
  });

  it("is built for each consumer when tsyringe's injectable() is on it", async () => {
    const app = createApp({ controllers: [Both], logger: silentLogger });
    await app.ready();
    const { other, theirs } = app.resolve(Both);
    expect(other.theirs).not.toBe(theirs);
  });
});
