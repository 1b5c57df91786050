// What an app costs beside one that does the same by hand: bytes, cold start, time per request. Times are compared within one run, in turn,
// because machines differ and are busy. Budgets go down; one that goes up says what for.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { NODES, UserProject } from './installed-package.js';

/**
 * An app with a service, two routes, a nested DTO and a middleware; container, metadata and validators included. 2 KB more than it was, for
 * start-up errors that name the habits of other frameworks: text, most of it, which costs next to nothing at a cold start.
 */
const MAX_BUNDLE_BYTES = 192_000;
/** An app without arguments and DTOs: what its decorators do not bring along is left out. */
const MAX_HELLO_BYTES = 144_000;
/** Cold start over that of the dependencies alone, as they are used by the app. */
const MAX_COLD_RATIO = 5.5;
/** Time of a request with one middleware over that of the same by hand. */
const MAX_WARM_RATIO = 4;

const DEPENDENCIES = `
  import 'reflect-metadata/lite';
  import { container, injectable } from 'tsyringe';
  import { plainToInstance, Type } from 'class-transformer';
  import { IsInt, IsString, Min, MinLength, ValidateNested } from 'class-validator';
  class Address {}
  class Person {}
  IsString()(Address.prototype, 'city');
  IsString()(Person.prototype, 'name');
  MinLength(2)(Person.prototype, 'name');
  IsInt()(Person.prototype, 'age');
  Min(0)(Person.prototype, 'age');
  ValidateNested()(Person.prototype, 'address');
  Type(() => Address)(Person.prototype, 'address');
  injectable()(Person);
  export const handler = async () => ({ statusCode: 200, body: JSON.stringify(plainToInstance(Person, container.resolve(Person))) });`;

const HELLO = `
  import { Controller, createHandler, Get } from 'lambent';
  class Hello { hello() { return { message: 'hello' }; } }
  Get('/hello')(Hello.prototype, 'hello', Object.getOwnPropertyDescriptor(Hello.prototype, 'hello'));
  Controller()(Hello);
  export const handler = createHandler({ controllers: [Hello] });`;

const BY_HAND = `
  const stamp = async (route, next) => {
    const result = await next();
    result.headers['x-greeter'] = route;
    return result;
  };
  const greet = async (event) => {
    const name = decodeURIComponent(event.rawPath.slice(14));
    const greeting = Array(Number(event.queryStringParameters?.times ?? 1)).fill('Hello, ' + name + '!').join(' ');
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ greeting }) };
  };
  export const handler = (event) => stamp('/v1/greetings/:name', () => greet(event));`;

const EVENT = JSON.stringify({
  version: '2.0',
  rawPath: '/v1/greetings/Ada',
  rawQueryString: '',
  headers: { host: 'api.example.com' },
  requestContext: { domainName: 'api.example.com', http: { method: 'GET', sourceIp: '192.0.2.1' }, requestId: 'r', stage: '$default' },
});

const COLD = `
  const [file] = process.argv.slice(2);
  const event = ${EVENT};
  const begun = performance.now();
  const { handler } = await import(file);
  const { statusCode } = await handler(event, { awsRequestId: 'i', getRemainingTimeInMillis: () => 10_000 });
  console.log(JSON.stringify({ statusCode, milliseconds: performance.now() - begun }));`;

const WARM = `
  const handlers = [(await import('./app.bundle.mjs')).handler, (await import('./by-hand.bundle.mjs')).handler];
  const context = { awsRequestId: 'i', getRemainingTimeInMillis: () => 10_000 };
  const best = [Infinity, Infinity];
  for (let round = 0; round < 60; round++) {
    for (const [index, handler] of handlers.entries()) {
      const events = Array.from({ length: 1000 }, () => JSON.parse('${EVENT}'));
      const begun = performance.now();
      for (const event of events) await handler(event, context);
      best[index] = Math.min(best[index], performance.now() - begun);
    }
  }
  console.log(JSON.stringify(best));`;

let project: UserProject;

beforeAll(async () => {
  project = new UserProject();
  project.compileApp('es6', 'app.mjs');
  project.write('dependencies.mjs', DEPENDENCIES);
  project.write('by-hand.mjs', BY_HAND);
  project.write('hello.mjs', HELLO);
  project.write('cold.mjs', COLD);
  project.write('warm.mjs', WARM);
  for (const name of ['app', 'dependencies', 'by-hand', 'hello']) {
    await build({
      entryPoints: [join(project.folder, `${name}.mjs`)],
      outfile: join(project.folder, `${name}.bundle.mjs`),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
  }
}, 60_000);

afterAll(() => project?.remove());

describe('an app', () => {
  it('has a bundle within its budget', () => {
    const bundle = join(project.folder, 'app.bundle.mjs');

    expect(readFileSync(bundle, 'utf8')).toContain('RequestValidationError');
    expect(statSync(bundle).size).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
  });

  it('carries neither validation nor serialisation that it does not use', () => {
    const bundle = readFileSync(join(project.folder, 'hello.bundle.mjs'), 'utf8');

    expect(bundle).toContain('Internal Server Error');
    for (const text of ['whitelistValidation', 'isBigInt', 'The body must be one of', 'excludeExtraneousValues', 'This can be had as']) {
      expect(bundle).not.toContain(text);
    }
    expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(MAX_HELLO_BYTES);
  });

  it('starts within its budget', () => {
    const best = { app: Number.POSITIVE_INFINITY, dependencies: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 12; round++) {
      for (const name of ['app', 'dependencies'] as const) {
        const { statusCode, milliseconds } = project.run(NODES['24'], 'cold.mjs', `./${name}.bundle.mjs`) as Record<string, number>;
        expect(statusCode).toBe(200);
        best[name] = Math.min(best[name], milliseconds!);
      }
    }

    expect(best.app / best.dependencies).toBeLessThan(MAX_COLD_RATIO);
  });

  it('answers within its budget', () => {
    const [app, byHand] = project.run(NODES['24'], 'warm.mjs') as [number, number];

    expect(app / byHand).toBeLessThan(MAX_WARM_RATIO);
  });
});
