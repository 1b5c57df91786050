// The pages for users, and the blocks of code in them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

/** The pages, by their path from the root. */
export const PAGES: readonly string[] = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'sample-app/README.md', 'bench/README.md'],
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
];

export interface Block {
  readonly page: string;
  /** Line of the page that its first line of code is on. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The fenced blocks of a page, those of list items without their indentation. */
export function blocksOf(page: string): Block[] {
  const text = readPage(page);
  return Array.from(text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm), ({ index, 1: indent = '', 2: language = '', 3: body = '' }) => ({
    page,
    line: text.slice(0, index).split('\n').length + 1,
    language,
    code: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** Where the links of a page lead, other sites aside: a path from the page's folder, and an anchor. */
export function linksOf(page: string): { path: string; anchor: string | undefined }[] {
  const prose = readPage(page).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
    .filter((target) => !/^\w+:/.test(target))
    .map((target) => ({ path: target.split('#')[0]!, anchor: target.split('#')[1] }));
}

/** The files of the repository that a page names, and the scripts of npm. */
export function namesOf(page: string): { files: string[]; scripts: string[] } {
  const text = readPage(page);
  const found = (pattern: RegExp) => Array.from(text.matchAll(pattern), ([, name = '']) => name);
  return {
    files: found(/`((?:src|test|docs|bench|scripts|local|sample-app)\/[^`\s<*]+)`/g),
    scripts: found(/\bnpm run ([\w:-]+)/g),
  };
}

/** The anchors that a page's headings get. */
export function anchorsOf(page: string): string[] {
  return Array.from(readPage(page).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
