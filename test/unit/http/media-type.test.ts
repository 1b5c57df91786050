import { isJson, isText, parseMediaType } from '../../../src/http/media-type.js';

describe('parseMediaType', () => {
  it.each([
    ['application/json', 'application/json', {}],
    ['APPLICATION/JSON', 'application/json', {}],
    [' application/json', 'application/json', {}],
    ['\tapplication/json \t', 'application/json', {}],
    ['application/json;', 'application/json', {}],
    ['application/json;;', 'application/json', {}],
    ['application/json ; charset=utf-8', 'application/json', { charset: 'utf-8' }],
    ['text/plain;Charset="UTF-8" ;x=1', 'text/plain', { charset: 'UTF-8', x: '1' }],
    ['text/plain;a="b;c\\"d\\\\e"', 'text/plain', { a: 'b;c"d\\e' }],
    ['text/plain;a=""', 'text/plain', { a: '' }],
    ['text/plain;charset=a;charset=b', 'text/plain', { charset: 'a' }],
    ['text/plain;__proto__=1', 'text/plain', { ['__proto__']: '1' }],
    ['application/vnd.x+json; charset=utf-8', 'application/vnd.x+json', { charset: 'utf-8' }],
    ['multipart/form-data; boundary=----WebKitFormBoundaryAbC', 'multipart/form-data', { boundary: '----WebKitFormBoundaryAbC' }],
  ])('reads %j', (text, essence, parameters) => {
    const parsed = parseMediaType(text);
    expect(parsed?.essence).toBe(essence);
    expect(`${parsed?.type}/${parsed?.subtype}`).toBe(essence);
    expect([...(parsed?.parameters ?? [])]).toEqual(Object.entries(parameters));
  });

  it.each([
    undefined,
    '',
    ';',
    '/',
    'json',
    'application/',
    '/json',
    'application/json x',
    'application/json\tx',
    'application/json, text/plain',
    'application/json\r\n',
    'application/json; charset',
    'application/json; charset=',
    'application/json; charset = utf-8',
    'application/json; charset="utf-8',
    'application/json; charset=utf-8 x',
    'application/json\u00a0',
    'application /json',
    'äpplication/json',
    `application/json;${' '.repeat(10_000)}`,
    `application/${'x'.repeat(10_000)}`,
  ])('makes nothing of %j', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
    expect(parseMediaType(text)).toBeUndefined();
  });

  it('gives the same reading again', () => {
    expect(parseMediaType('application/x-same; a=b')).toBe(parseMediaType('application/x-same; a=b'));
  });

  it('reads on correctly when clients send ever new types', () => {
    for (let at = 0; at < 1000; at++) expect(parseMediaType(`application/x-${at}`)?.subtype).toBe(`x-${at}`);
    expect(parseMediaType('application/json')?.essence).toBe('application/json');
  });

  it('refuses hostile text of any allowed length at once', () => {
    const start = process.cpuUsage().user;
    for (let at = 0; at < 1000; at++) parseMediaType(`a/b;${';a="\\'.repeat(200)}${at}`);
    expect(process.cpuUsage().user - start).toBeLessThan(1_000_000);
  });
});

describe('isJson', () => {
  it.each(['application/json', 'application/problem+json', 'application/vnd.api+json', 'model/gltf+json'])('says yes to %s', (essence) => {
    expect(isJson(essence)).toBe(true);
  });

  it.each(['text/json', 'application/jsonx', 'application/x-ndjson', 'text/plain', 'application/json-seq'])('says no to %s', (essence) => {
    expect(isJson(essence)).toBe(false);
  });
});

describe('isText', () => {
  const says = (text: string) => isText(parseMediaType(text)!);

  it.each([
    'text/plain',
    'text/html; charset=utf-8',
    'text/html; charset=UTF-8',
    'text/html; charset=utf8',
    'text/css; charset=us-ascii',
    'application/json',
    'application/problem+json',
    'application/xml',
    'image/svg+xml',
    'application/openapi+yaml',
    'application/javascript',
    'application/ecmascript',
    'application/x-javascript',
    'application/x-www-form-urlencoded',
    'application/graphql',
    'application/yaml',
    'application/x-yaml',
    'application/toml',
    'application/x-ndjson',
    'application/ndjson',
    'application/jsonl',
    'application/json-seq',
    'application/sql',
  ])('takes %s for text', (type) => {
    expect(says(type)).toBe(true);
  });

  it.each([
    'text/html; charset=shift_jis',
    'text/plain; charset=iso-8859-1',
    'application/octet-stream',
    'image/png',
    'application/pdf',
    'application/zip',
    'multipart/form-data; boundary=x',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'video/json',
    'application/x+json2',
    'application/vnd.x+yaml+zip',
    'application/wasm',
  ])('takes %s for bytes', (type) => {
    expect(says(type)).toBe(false);
  });
});
