// The template and the code must mean the same table.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LISTING_INDEX } from '../src/storage/table.js';

const template = readFileSync(join(import.meta.dirname, '../template.yaml'), 'utf8');

it('declares the keys and the index that the code uses, and when records of requests are deleted', () => {
  const keys = [...template.matchAll(/AttributeName: (\w+), KeyType: (\w+)/g)].map(([, name, type]) => `${name} ${type}`);
  expect(keys).toEqual(['pk HASH', 'sk RANGE', 'listing HASH', 'position RANGE', 'id HASH']);
  expect(template).toContain(`IndexName: ${LISTING_INDEX}`);
  expect(template).toContain(`/index/${LISTING_INDEX}`);
  expect(template).toMatch(/AttributeName: expiresAt\n +Enabled: true/);
});

it('passes every setting that the code reads', () => {
  const settings = readFileSync(join(import.meta.dirname, '../src/settings.ts'), 'utf8');
  const names = [...new Set(settings.match(/[A-Z]+(_[A-Z]+)+/g))].filter((name) => name !== 'DYNAMODB_ENDPOINT');
  expect(names).toHaveLength(5);
  for (const name of names) expect(template).toMatch(new RegExp(`^ +${name}: `, 'm'));
});
