// Settings that are missing are found at start-up, by name.
import { Settings } from '../src/settings.js';

it('reads the environment', () => {
  const settings = Settings.fromEnvironment({ TABLE_NAME: 'shop', STAFF_KEY: 'a-long-enough-key', DYNAMODB_ENDPOINT: '' });
  expect(settings).toEqual(new Settings('shop', 'a-long-enough-key', undefined));
});

it.each([
  [{}, 'TABLE_NAME is not set'],
  [{ TABLE_NAME: 'shop', STAFF_KEY: 'short' }, 'STAFF_KEY is too short'],
])('refuses %j', (env, message) => {
  expect(() => Settings.fromEnvironment(env)).toThrow(message);
});
