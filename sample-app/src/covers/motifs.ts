// The picture on a drawn cover: one motif for each genre, below the title and above the author.
import type { Genre } from '../catalogue/book.js';

export interface Palette {
  readonly paper: string;
  readonly text: string;
  readonly main: string;
  readonly accent: string;
}

interface Motif {
  readonly palettes: readonly Palette[];
  draw(palette: Palette, random: () => number): string;
}

const times = (count: number, draw: (index: number) => string) => Array.from({ length: count }, (_, index) => draw(index)).join('');

function palette(paper: string, text: string, main: string, accent: string): Palette {
  return { paper, text, main, accent };
}

export const MOTIFS: Readonly<Record<Genre, Motif>> = {
  fiction: {
    palettes: [
      palette('#f3e3cf', '#3a2418', '#c8553d', '#e9a23b'),
      palette('#24344d', '#f6ead7', '#e9a23b', '#c8553d'),
      palette('#e8d5d0', '#40202c', '#8c2f39', '#d98f6c'),
      palette('#2f4b4a', '#f7efdd', '#d9a05b', '#f3d9a4'),
    ],
    // An arch with a low sun.
    draw: ({ main, accent, paper }, random) => {
      const sun = 215 + random() * 40;
      return `<path d="M50 316V218a70 70 0 0 1 140 0v98z" fill="${main}"/><circle cx="120" cy="${sun}" r="34" fill="${accent}"/>
<path d="M50 316v-${18 + random() * 20}q35-22 70 0t70 0V316z" fill="${paper}" opacity=".85"/>`;
    },
  },
  mystery: {
    palettes: [
      palette('#1d2430', '#f0e7d6', '#35435a', '#e0b64a'),
      palette('#2c1a24', '#f4e3d7', '#552b3f', '#e26d5a'),
      palette('#14302f', '#eef0dd', '#235450', '#f0c75e'),
      palette('#e7dfd0', '#2a2a33', '#bfb3a0', '#a8322d'),
    ],
    // A keyhole, and the light behind it.
    draw: ({ main, accent }, random) => {
      const turn = 20 + random() * 50;
      return `<path d="M120 236 L${120 - turn} 322 H${120 + turn}z" fill="${accent}" opacity=".25"/>
${times(4, (ring) => `<circle cx="120" cy="236" r="${88 - ring * 16}" fill="none" stroke="${main}" stroke-width="7"/>`)}
<path d="M108 244l-12 54h48l-12-54a22 22 0 1 0-24 0z" fill="${accent}"/>`;
    },
  },
  'science-fiction': {
    palettes: [
      palette('#101a3a', '#eef1ff', '#5b6ee1', '#f6a5c0'),
      palette('#23123f', '#f7ecff', '#8a4fd3', '#5de2c9'),
      palette('#0c2b3a', '#e8fbff', '#1f7a8c', '#ffb454'),
      palette('#3d1635', '#ffeef4', '#e4576b', '#ffd166'),
    ],
    // A ringed planet among stars.
    draw: ({ main, accent, text }, random) => {
      const tilt = -35 + random() * 50;
      return `${times(36, () => `<circle cx="${20 + random() * 205}" cy="${130 + random() * 185}" r="${0.6 + random() * 1.2}" fill="${text}"/>`)}
<circle cx="120" cy="236" r="50" fill="${main}"/><path d="M74 216a50 50 0 0 1 60-28q-44 14-40 88a50 50 0 0 1-20-60z" fill="#fff" opacity=".18"/>
<g transform="rotate(${tilt} 120 236)"><path d="M38 236c0-26 164-26 164 0s-164 26-164 0" fill="none" stroke="${accent}" stroke-width="6"/>
<path d="M72 222a50 50 0 0 1 96 0z" fill="${main}"/></g>`;
    },
  },
  history: {
    palettes: [
      palette('#ead9b5', '#3b2a14', '#9c6b30', '#4d6a6d'),
      palette('#d9dccb', '#22301f', '#5b6f4a', '#b5542f'),
      palette('#5a2a27', '#f6e7c8', '#8d4a3d', '#e5b769'),
      palette('#27364a', '#f1e8d6', '#8fa3b8', '#d8a657'),
    ],
    // A colonnade.
    draw: ({ main, accent }, random) => {
      const columns = 3 + Math.floor(random() * 3);
      const step = 152 / columns;
      return `<path d="M36 196l84-40 84 40z" fill="${accent}"/><path d="M36 202h168v10H36zM36 304h168v10H36z" fill="${main}"/>
${times(columns, (index) => `<path d="M${44 + step * (index + 0.5) - 9} 216h18v84h-18z" fill="${main}"/>`)}`;
    },
  },
  nature: {
    palettes: [
      palette('#e3ead6', '#1f3322', '#4f7a4b', '#d9a441'),
      palette('#1e3b34', '#eef3e2', '#4c8c6b', '#f2cf7e'),
      palette('#dbe8ea', '#173640', '#3f7d8c', '#e07a5f'),
      palette('#f2e6d0', '#3b2f1c', '#8a6d3b', '#c9d6a3'),
    ],
    // A stem with leaves under a pale sun.
    draw: ({ main, accent }, random) => {
      const leaf = (index: number) => {
        const y = 300 - index * 24;
        const reach = (index % 2 ? 1 : -1) * (34 + random() * 24);
        return `<path d="M120 ${y}q${reach * 0.3} -34 ${reach} -30q${reach * -0.2} 32 ${-reach} 30z" fill="${main}" opacity="${0.7 + (index % 3) * 0.15}"/>`;
      };
      return `<circle cx="${80 + random() * 90}" cy="200" r="38" fill="${accent}" opacity=".9"/>
<path d="M120 318V176" stroke="${main}" stroke-width="4"/>${times(6, leaf)}`;
    },
  },
  poetry: {
    palettes: [
      palette('#f4efe6', '#26233a', '#6c6ea0', '#e8a0a0'),
      palette('#cfdbe6', '#1b2a41', '#4a6fa5', '#f4d58d'),
      palette('#3a3153', '#f5eefc', '#8e7cc3', '#f2b5a7'),
      palette('#f3d9cf', '#4a1f2b', '#b3566b', '#f0a868'),
    ],
    // Waves.
    draw: ({ main, accent }, random) => {
      const wave = (index: number) => {
        const y = 200 + index * 19;
        const lift = 8 + random() * 12;
        const shade = index % 3 === 1 ? accent : main;
        return `<path d="M20 ${y}q25 -${lift} 50 0t50 0t50 0t50 0" fill="none" stroke="${shade}" stroke-width="5" stroke-linecap="round"/>`;
      };
      return times(6, wave);
    },
  },
  children: {
    palettes: [
      palette('#ffe08a', '#4a2545', '#ef6f6c', '#4aa3a2'),
      palette('#bfe3f2', '#1c3d5a', '#ffb84c', '#ef6f6c'),
      palette('#ffd3c4', '#51304a', '#6a8d73', '#f4a259'),
      palette('#cdebd0', '#20433a', '#f28f6b', '#5a9e8f'),
    ],
    // Hills, a round friend, and confetti.
    draw: ({ main, accent, text }, random) => {
      const x = 95 + random() * 50;
      return `${times(16, (dot) => `<circle cx="${20 + random() * 205}" cy="${150 + random() * 80}" r="${3 + random() * 4}" fill="${dot % 2 ? main : accent}"/>`)}
<circle cx="${x - 26}" cy="218" r="13" fill="${main}"/><circle cx="${x + 26}" cy="218" r="13" fill="${main}"/><circle cx="${x}" cy="246" r="40" fill="${main}"/>
<circle cx="${x - 13}" cy="240" r="4" fill="${text}"/><circle cx="${x + 13}" cy="240" r="4" fill="${text}"/><path d="M${x - 9} 256q9 9 18 0" fill="none" stroke="${text}" stroke-width="3" stroke-linecap="round"/>
<path d="M8 318V290q56-34 116-8t116-4v40z" fill="${accent}"/>`;
    },
  },
  cookery: {
    palettes: [
      palette('#f7ead0', '#44261a', '#b5452c', '#7a8b3c'),
      palette('#e9efe3', '#233022', '#d1793b', '#4d7c5a'),
      palette('#3b2420', '#fbe9d2', '#d9663d', '#e8c468'),
      palette('#f3d6a6', '#3e2313', '#3f6b57', '#c0452e'),
    ],
    // A bowl, and what rises from it.
    draw: ({ main, accent }, random) => {
      const steam = (index: number) =>
        `<path d="M${88 + index * 32} 214q-${10 + random() * 8} -18 0 -32t0 -${24 + random() * 16}" fill="none" stroke="${accent}" stroke-width="6" stroke-linecap="round"/>`;
      return `${times(3, steam)}<path d="M42 226h156a78 70 0 0 1-156 0z" fill="${main}"/><path d="M90 294h60v14H90z" fill="${main}"/>
<path d="M54 242h132" stroke="${accent}" stroke-width="6" stroke-dasharray="10 9"/>`;
    },
  },
};
