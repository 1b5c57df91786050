// Which media types are not worth compressing, because they are compressed by themselves.

const COMPRESSED = /^(?:image|audio|video)\/|^font\/woff|\+zip$|^application\/vnd\.(?:openxmlformats|oasis\.opendocument|rar)/;
const RAW_IMAGES = /^image\/(?:.*\+xml|(?:x-)?(?:ms-)?bmp|x-icon|vnd\.microsoft\.icon|vnd\.adobe\.photoshop)$/;
const ARCHIVES = new Set(
  'zip,gzip,x-gzip,x-compress,x-bzip,x-bzip2,x-xz,zstd,x-brotli,x-7z-compressed,x-rar-compressed,java-archive,pdf,x-zip-compressed'
    .split(',')
    .map((subtype) => `application/${subtype}`),
);

/** Whether a media type without parameters, in lower case, is likely to shrink. Types that nobody knows are tried. */
export function isCompressible(type: string): boolean {
  return RAW_IMAGES.test(type) || !(COMPRESSED.test(type) || ARCHIVES.has(type));
}
