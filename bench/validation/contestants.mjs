// What is measured: the same rules for the same body, said to each validator in its own words.
import { createRequire } from 'node:module';

// From the package's own folder: the libraries of ../node_modules are other copies, whose decorators the build here would not see.
const require = createRequire(new URL('../../package.json', import.meta.url));
require('reflect-metadata');
const { plainToInstance, Type } = require('class-transformer');
const { IsEmail, IsInt, IsOptional, IsString, Length, Min, ValidateNested, validate } = require('class-validator');
const v = require('valibot');
const { z } = require('zod');

const dist = new URL('../../dist/esm/binding/', import.meta.url);
const { compileDtoReader } = await import(new URL('read-dto.js', dist).href);
const { Invalid } = await import(new URL('unready.js', dist).href);

/** Decorates by hand: node runs this file as it is. */
function decorate(type, property, declared, ...decorators) {
  Reflect.defineMetadata('design:type', declared, type.prototype, property);
  for (const decorator of decorators.reverse()) decorator(type.prototype, property);
}

class Person {}
decorate(Person, 'name', String, IsString(), Length(1, 100));
decorate(Person, 'email', String, IsEmail());
decorate(Person, 'age', Number, IsOptional(), IsInt(), Min(0));

class People {}
decorate(
  People,
  'people',
  Array,
  ValidateNested({ each: true }),
  Type(() => Person),
);

const zodPerson = z.object({ name: z.string().min(1).max(100), email: z.email(), age: z.int().min(0).optional() });
const zodPeople = z.object({ people: z.array(zodPerson) });
const valibotPerson = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  email: v.pipe(v.string(), v.email()),
  age: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
const valibotPeople = v.object({ people: v.array(valibotPerson) });

function compiled(type) {
  const read = compileDtoReader(type, false, 'body', { unknownProperties: 'strip', isText: false, groups: [] });
  return (body) => !(read(body) instanceof Invalid);
}

const library = (type) => async (body) =>
  (await validate(plainToInstance(type, body), { whitelist: true, validationError: { target: false, value: false } })).length === 0;

/** By name: checks one person, checks many; each says whether the body is valid. */
export const CONTESTANTS = {
  'Lambent, compiled DTO': { one: compiled(Person), many: compiled(People) },
  'plainToInstance + validate': { one: library(Person), many: library(People) },
  'zod safeParse': { one: (body) => zodPerson.safeParse(body).success, many: (body) => zodPeople.safeParse(body).success },
  'valibot safeParse': {
    one: (body) => v.safeParse(valibotPerson, body).success,
    many: (body) => v.safeParse(valibotPeople, body).success,
  },
};

/** What every contestant is given. */
export const BODIES = {
  valid: { name: 'Ada Lovelace', email: 'ada@example.com', age: 36 },
  invalid: { name: '', email: 'ada at example.com', age: 36.5 },
};

/** A valid body of about so many bytes of JSON. */
export function peopleOf(bytes) {
  const size = JSON.stringify(BODIES.valid).length + 1;
  return { people: Array.from({ length: Math.max(1, Math.round(bytes / size)) }, () => ({ ...BODIES.valid })) };
}
