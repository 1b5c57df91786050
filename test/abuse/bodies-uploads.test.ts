import { Exclude, Type } from 'class-transformer';
import { IsBoolean, IsDate, IsInt, IsOptional, IsString, Max, ValidateNested } from 'class-validator';
import { Body, Controller, File, Files, type FormFile, Post } from '../../src/index.js';
import { failuresIn, posterOf, type Refusal, SOURCES } from './bodies-post.js';

class Upload {
  @IsString() declare title: string;
  @IsOptional() @IsInt() @Max(10) declare count?: number;
  @IsOptional() @IsBoolean() declare isPublic?: boolean;
  @IsOptional() @IsDate() declare taken?: Date;
  @IsOptional() @IsString({ each: true }) declare tags?: string[];
}

class Item {
  @IsInt() declare sku: number;
}

class Nested {
  @ValidateNested() @Type(() => Item) declare item: Item;
  @IsOptional() @Exclude() @IsString() declare secret?: string;
}

const seen = (file: FormFile | undefined) => file && { ...file, bytes: [...file.bytes] };

@Controller()
class Uploads {
  @Post('/dto') dto(@Body() upload: Upload) {
    return { ...upload, isUpload: upload instanceof Upload };
  }
  @Post('/nested') nested(@Body() nested: Nested) {
    return nested;
  }
  @Post('/file') file(@File('file') file: FormFile) {
    return seen(file) ?? { none: true };
  }
  @Post('/required') required(@File('file', { required: true }) file: FormFile) {
    return seen(file);
  }
  @Post('/any') any(@File() file: FormFile) {
    return seen(file);
  }
  @Post('/files') files(@Files('file') files: FormFile[]) {
    return files.map(seen);
  }
  @Post('/all') all(@Files() files: FormFile[]) {
    return files.map(({ name }) => name);
  }
  @Post('/both') both(@Body() upload: Upload, @File('file') file: FormFile) {
    return { title: upload.title, size: file.bytes.length };
  }
  @Post('/mixed') mixed(@Body('count') count: number, @File('file', { required: true }) file: FormFile) {
    return { count, size: file.bytes.length };
  }
}

const TYPE = 'multipart/form-data; boundary=b';
const CLOSE = '--b--\r\n';
const field = (name: string, value: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const upload = (name: string, filename: string, content = 'x', type = 'text/plain') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; ${filename}\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;

describe.each(SOURCES)('an upload through $name', (source) => {
  const { post, records } = posterOf(source, [Uploads]);
  const send = (path: string, ...parts: string[]) => post(path, parts.join('') + CLOSE, { type: TYPE });
  const urlencoded = (path: string, text: string) => post(path, text, { type: 'application/x-www-form-urlencoded' });

  it('keeps every byte of every file', async () => {
    const bytes = Buffer.from(Array.from({ length: 600 }, (_, index) => index % 256));
    const body = Buffer.concat([Buffer.from(upload('file', 'filename="a.bin"', '').slice(0, -2)), bytes, Buffer.from(`\r\n${CLOSE}`)]);
    const answer = await post('/file', body.toString('base64'), { type: TYPE, base64: true });
    expect(answer.json()).toEqual({ name: 'file', filename: 'a.bin', contentType: 'text/plain', bytes: [...bytes] });
  });

  it('has the type that the client claims, which decides nothing', async () => {
    for (const type of ['text/html', 'application/json', 'image/png; x="', 'none']) {
      const answer = await send('/file', upload('file', 'filename="a.png"', '{"a":1}', type));
      expect(answer.json()).toMatchObject({ contentType: type, bytes: [...Buffer.from('{"a":1}')] });
    }
    expect(failuresIn(await send('/dto', upload('title', 'filename="a.txt"', 'text', 'text/plain')))).toEqual(['body.title isString']);
  });

  it.each([
    ['filename="../../etc/passwd"', 'passwd'],
    ['filename="/etc/passwd"', 'passwd'],
    ['filename="C:\\\\Windows\\\\system32\\\\x.dll"', 'x.dll'],
    ["filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", 'passwd'],
    ["filename*=UTF-8''%2e%2e%5c%2e%2e%5cx", 'x'],
    ['filename="a\0.png"', 'a.png'],
    ['filename="..\\../x"', 'x'],
    ['filename=".."', ''],
    ['filename="."', ''],
    ['filename="a/.."', ''],
    ['filename="/"', ''],
    ['filename=""', ''],
    ['filename=".htaccess"', '.htaccess'],
    ['filename="...x"', '...x'],
  ])('has a file name without any directory: %s', async (given, filename) => {
    expect((await send('/file', upload('file', given))).json()).toMatchObject({ filename });
  });

  it('is capped in size and in parts', async () => {
    expect((await send('/files', upload('file', 'filename=a', 'x'.repeat(1_048_576)))).status).toBe(413);
    expect((await send('/files', ...Array(1000).fill(upload('file', 'filename=a')))).json()).toHaveLength(1000);
    for (const parts of [Array(1001).fill(upload('file', 'filename=a')), Array(5000).fill(field('a', ''))]) {
      const answer = await send('/files', ...parts);
      expect([answer.status, answer.json<Refusal>().message]).toEqual([400, 'The form has more than 1000 fields']);
    }
    expect((await send('/file', upload('file', `filename="${'x'.repeat(20_000)}"`))).status).toBe(400);
    const small = posterOf(source, [Uploads], { limits: { queryPairs: 2, bodyBytes: 300 } });
    expect((await small.post('/files', field('a', '1').repeat(3) + CLOSE, { type: TYPE })).status).toBe(400);
    expect((await small.post('/files', field('a', 'x'.repeat(300)) + CLOSE, { type: TYPE })).status).toBe(413);
  });

  it.each([
    ['no boundary', 'multipart/form-data', field('a', '1') + CLOSE],
    ['an empty boundary', 'multipart/form-data; boundary=""', field('a', '1') + CLOSE],
    ['an endless boundary', `multipart/form-data; boundary=${'b'.repeat(500)}`, field('a', '1') + CLOSE],
    ['another boundary', 'multipart/form-data; boundary=c', field('a', '1') + CLOSE],
    ['no end', TYPE, field('a', '1')],
    ['half of it', TYPE, upload('file', 'filename=a', 'secret').slice(0, -4)],
    ['JSON in it', TYPE, '{"title":"secret"}'],
    ['a part without a name', TYPE, `--b\r\nContent-Disposition: form-data\r\n\r\nsecret\r\n${CLOSE}`],
  ])('is a 400 with %s, and repeats nothing', async (_, type, body) => {
    for (const path of ['/file', '/files', '/dto']) {
      const answer = await post(path, body, { type });
      expect([answer.status, answer.text().includes('secret')]).toEqual([400, false]);
    }
    expect(records.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('gives one file, all of a name, or all', async () => {
    const parts = [field('title', 't'), upload('file', 'filename=a'), upload('other', 'filename=b'), upload('file', 'filename=c')];
    expect((await send('/file', ...parts)).json()).toMatchObject({ filename: 'a' });
    expect((await send('/files', ...parts)).json()).toMatchObject([{ filename: 'a' }, { filename: 'c' }]);
    expect((await send('/any', ...parts.slice(2))).json()).toMatchObject({ filename: 'b' });
    expect((await send('/all', ...parts)).json()).toEqual(['file', 'other', 'file']);
    expect((await send('/both', ...parts)).json()).toEqual({ title: 't', size: 1 });
  });

  it('may lack the file unless it is required, and a field is no file', async () => {
    expect((await send('/file', field('file', 'text'))).json()).toEqual({ none: true });
    expect((await send('/files', field('file', 'text'))).json()).toEqual([]);
    expect(failuresIn(await send('/required', field('file', 'text')))).toEqual(['body.file isDefined']);
    expect(failuresIn(await send('/mixed', field('count', 'x')))).toEqual(['body.count isNumber', 'body.file isDefined']);
    expect((await post('/file', '', { type: TYPE })).status).toBe(400);
    expect((await post('/file', { file: 'x' })).status).toBe(415);
  });

  it('fills a DTO from either kind of form, its fields converted strictly', async () => {
    const expected = { title: 'ä b', count: 3, isPublic: false, taken: '2026-01-02T00:00:00.000Z', tags: ['x'], isUpload: true };
    expect((await urlencoded('/dto', 'title=%C3%A4+b&count=3&isPublic=false&taken=2026-01-02&tags=x&more=1')).json()).toEqual(expected);
    const parts = Object.entries({ title: 'ä b', count: '3', isPublic: 'false', taken: '2026-01-02', tags: 'x', more: '1' });
    expect((await send('/dto', ...parts.map(([name, value]) => field(name, value)))).json()).toEqual(expected);
    expect((await urlencoded('/dto', 'title=t&tags=x&tags=y')).json()).toMatchObject({ tags: ['x', 'y'] });
  });

  it('is refused by the rules of a DTO like any other body', async () => {
    const failures = ['body.count isNumber', 'body.isPublic isBoolean', 'body.taken isDate'];
    expect(failuresIn(await urlencoded('/dto', 'title=t&count=0x1&isPublic=1&taken=soon'))).toEqual(failures);
    expect(failuresIn(await send('/dto', field('title', 't'), field('count', ''), field('isPublic', ''), field('taken', '')))).toEqual(
      failures,
    );
    expect(failuresIn(await urlencoded('/dto', 'title=a&title=b&count=11'))).toEqual(['body.title isString', 'body.count max']);
    expect(failuresIn(await urlencoded('/nested', 'item=x&item.sku=1&item[sku]=1'))).toEqual(['body.item nestedValidation']);
    expect(failuresIn(await urlencoded('/nested', 'item[sku]=1&secret=x'))).toEqual([]);
  });

  it('names fields that nobody declared where the app refuses them', async () => {
    const closed = posterOf(source, [Uploads], { validation: { unknownProperties: 'reject' } });
    const body = field('title', 't') + field('__proto__', 'x') + field('constructor', 'x') + CLOSE;
    expect(failuresIn(await closed.post('/dto', body, { type: TYPE }))).toEqual([
      'body.__proto__ whitelistValidation',
      'body.constructor whitelistValidation',
    ]);
  });
});
