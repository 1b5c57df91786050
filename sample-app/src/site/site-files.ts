// The files of the web page: read once at start-up, served from memory.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Inject, Injectable, token } from 'lambent';

/** Where the page's files lie; beside the bundle when deployed. */
export const WEB_FOLDER = token<URL>('web folder');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface SiteFile {
  readonly content: string;
  readonly type: string;
}

@Injectable()
export class SiteFiles {
  /** Changes whenever any of the files does; it is part of their addresses, so that browsers may keep them. */
  version = '';
  private readonly files = new Map<string, SiteFile>();

  constructor(@Inject(WEB_FOLDER) private readonly folder: URL) {}

  async onInit(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => extname(name) in TYPES).sort();
    const contents = await Promise.all(names.map((name) => readFile(new URL(name, this.folder), 'utf8')));
    this.version = createHash('sha256').update(contents.join('\0')).digest('hex').slice(0, 10);
    names.forEach((name, index) => {
      const content = contents[index]!.replaceAll('{version}', this.version);
      this.files.set(name, { content, type: TYPES[extname(name)]! });
    });
  }

  find(name: string): SiteFile | undefined {
    return this.files.get(name);
  }
}
