import { httpApiEvent } from '../../src/testing/index.js';
import { startFunction, stopFunctions } from './function.js';

afterAll(stopFunctions);

describe('start-up', () => {
  it.each(['handler', 'streamHandler'])('that fails is reported, tried again, and recovers in the same environment: %s', async (name) => {
    const runtime = await startFunction(`fails-first.${name}`);
    const event = httpApiEvent({ path: '/' });
    expect((await runtime.invoke(event)).error).toMatchObject({ errorMessage: 'no database at attempt 1' });
    expect((await runtime.invoke(event)).error).toMatchObject({ errorMessage: 'no database at attempt 2' });
    for (let count = 0; count < 2; count++) expect((await runtime.invoke(event)).answer().json()).toEqual({ attempts: 3 });
    expect(runtime.environments).toBe(1);
  });

  it('of an app with mistakes names all of them, at every invocation', async () => {
    const runtime = await startFunction('misconfigured.handler');
    for (let count = 0; count < 2; count++) {
      const { error } = await runtime.invoke(httpApiEvent({ path: '/a' }));
      expect(error?.errorType).toBe('ConfigurationError');
      for (const part of ['first', 'second', 'third', 'no-rules']) expect(error?.errorMessage).toContain(part);
    }
    expect(runtime.environments).toBe(1);
  });

  it('of a module that cannot be loaded fails each invocation with what it threw', async () => {
    const runtime = await startFunction('broken.handler');
    expect((await runtime.invoke({})).error).toMatchObject({ errorMessage: 'this module cannot be loaded' });
    expect((await runtime.invoke({})).error).toMatchObject({ errorMessage: 'this module cannot be loaded' });
  });

  it('of a handler that is not there says so', async () => {
    const runtime = await startFunction('faults.nothing');
    expect((await runtime.invoke({})).error).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });
});

describe('user code that nobody can answer for', () => {
  it('ends the environment with its rejection in the log; the next request has another', async () => {
    const runtime = await startFunction('faults.handler');
    expect((await runtime.invoke(httpApiEvent({ path: '/faults/floating' }))).error).toMatchObject({ errorType: 'Runtime.ExitError' });
    await runtime.log(/nobody awaits me/);
    expect((await runtime.client().get('/buffered/json')).status).toBe(200);
    expect(runtime.environments).toBe(2);
  });

  it('may end the process', async () => {
    const runtime = await startFunction('faults.handler');
    const { error } = await runtime.invoke(httpApiEvent({ path: '/faults/exit' }));
    expect(error).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') });
    expect((await runtime.client().get('/buffered/json')).status).toBe(200);
  });
});
