import { once } from 'node:events';
import { brotliDecompressSync, createGunzip, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { isCompressible } from '../../../src/middleware/internal/compressible.js';
import { ENCODING_NAMES, loadEncoders } from '../../../src/middleware/internal/encoders.js';

const DECODE = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync, deflate: inflateSync };
const TEXT = Buffer.from('{"name":"value"},'.repeat(500));

describe.each(loadEncoders(ENCODING_NAMES))('the encoder $name', (encoder) => {
  it.each([0, 1, 1000, TEXT.length])('gives back %d bytes as they were', async (length) => {
    const bytes = TEXT.subarray(0, length);

    expect(DECODE[encoder.name](encoder.encode(bytes))).toEqual(bytes);
    expect(DECODE[encoder.name](await encoder.encodeLater(bytes))).toEqual(bytes);
  });

  it('makes text smaller', () => {
    expect(encoder.encode(TEXT).length).toBeLessThan(TEXT.length / 10);
  });

  it('streams the same bytes', async () => {
    const stream = encoder.createStream();
    stream.write(TEXT.subarray(0, 100));
    stream.end(TEXT.subarray(100));
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk as Uint8Array);

    expect(DECODE[encoder.name](Buffer.concat(chunks))).toEqual(TEXT);
  });
});

describe('a stream of an encoder', () => {
  it('can be read to the last chunk that was written before it ends', async () => {
    const [gzip] = loadEncoders(['gzip']);
    const stream = gzip!.createStream();
    const decoded = stream.pipe(createGunzip());
    stream.write('the first chunk');
    const [first] = (await once(decoded, 'data')) as [Buffer];

    expect(String(first)).toBe('the first chunk');
    decoded.destroy();
    stream.destroy();
  });
});

describe('isCompressible', () => {
  it.each([
    'application/json',
    'text/html',
    'image/svg+xml',
    'image/bmp',
    'image/x-icon',
    'application/wasm',
    'application/octet-stream',
    'application/vnd.api+json',
    'font/ttf',
    '',
    'made/up',
  ])('takes %p', (type) => {
    expect(isCompressible(type)).toBe(true);
  });

  it.each([
    'image/png',
    'image/jpeg',
    'image/webp',
    'image/avif',
    'video/mp4',
    'audio/mpeg',
    'font/woff',
    'font/woff2',
    'application/zip',
    'application/gzip',
    'application/epub+zip',
    'application/pdf',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/x-7z-compressed',
  ])('refuses %s, which is compressed by itself', (type) => {
    expect(isCompressible(type)).toBe(false);
  });
});
