// Draws a cover for a book that has no picture: colours and motif from the genre, variation from the ISBN.
import type { Book } from '../catalogue/book.js';
import { MOTIFS } from './motifs.js';

/** The drawing is 240 by 360, two to three like most paperbacks. */
const WIDTH = 240;
const HEIGHT = 360;

/** The same book always gets the same cover. */
export function drawCover({ isbn, title, author, genre }: Book): string {
  const random = randomNumbers(Number(isbn.slice(-7)));
  const { palettes, draw } = MOTIFS[genre];
  const palette = palettes[Math.floor(random() * palettes.length)]!;
  const lines = wrap(title, 12);
  const size = Math.min(33, Math.floor(330 / Math.max(...lines.map((line) => line.length))), Math.floor(100 / lines.length));
  const text = lines.map((line, index) => `<tspan x="20" y="${28 + size * (index + 0.8)}">${escapeText(line)}</tspan>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(title)} by ${escapeText(author)}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="${palette.paper}"/>
${draw(palette, random)}
<g fill="${palette.text}" font-family="'Iowan Old Style','Palatino Linotype',Palatino,P052,Georgia,serif">
<text font-size="${size}" font-weight="700" letter-spacing="-.5">${text}</text>
<text x="20" y="338" font-size="13" letter-spacing=".6">${escapeText(author)}</text>
</g>
<path d="M7 0V${HEIGHT}" stroke="#000" stroke-opacity=".14" stroke-width="2"/>
</svg>`;
}

function wrap(title: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of title.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.slice(0, 5);
}

/** A small deterministic generator (xorshift): numbers from 0 to 1. */
function randomNumbers(seed: number): () => number {
  // Neighbouring numbers are spread out first, or neighbouring books would look alike.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function escapeText(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
