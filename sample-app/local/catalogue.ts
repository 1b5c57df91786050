// The books that a freshly started local shop has on its shelves.

import type { BookDraft } from '../src/catalogue/book.dto.js';
import { GENRES } from '../src/catalogue/book.js';

/** ISBN | title | author | genre | year | pages | euros | copies | blurb */
const SHELVES = `
9781804363058 | The Lamplighter's Almanac | Ines Halvorsen | fiction | 2021 | 342 | 14.99 | 14 | When the last town with gas lamps votes for electric light, its lamplighter begins a diary of everything that is only seen by flame.
9781804334713 | A House of Borrowed Rooms | Teodora Vance | fiction | 2019 | 288 | 12.99 | 9 | Four strangers inherit one house, on the condition that they live in it for a year without changing anything.
9781804374689 | Salt Roads | Amara Okonjo-Reid | fiction | 2023 | 416 | 16.99 | 22 | A caravan, a lawsuit and a love letter cross the same desert, three hundred years apart.
9781804317914 | The Quiet Cartographer | Henrik Aasen | fiction | 2017 | 254 | 11.99 | 6 | He has drawn every street of the city from memory. Then one morning a street is missing.
9781804321867 | Every Tide but One | Maren Solway | mystery | 2022 | 368 | 13.99 | 11 | The island can be reached at every tide but one, and that is the one on which the ferryman died.
9781804397794 | The Clockmaker's Alibi | J. P. Ferrand | mystery | 2018 | 312 | 10.99 | 2 | Eleven clocks agree on where he was at midnight. The twelfth was stopped by hand.
9781804325421 | Murder at the Seed Bank | Odile Marchetti | mystery | 2024 | 336 | 14.49 | 17 | In a vault built to outlast the world, someone has swapped a single envelope of barley.
9781804369913 | The Ninth Bell | Rosalind Achterberg | mystery | 2020 | 298 | 12.49 | 0 | A village with eight bells hears a ninth. Sergeant Bakker, who is tone-deaf, is the only one who can prove it.
9781804319505 | Slow Light | Kaito Wren | science-fiction | 2025 | 448 | 17.99 | 13 | The message took nine hundred years to arrive, and it is addressed to the intern who opened it.
9781804393130 | The Orchard Ship | Lindiwe Castellan | science-fiction | 2021 | 402 | 15.99 | 8 | Six generations of gardeners keep a forest alive between the stars, and nobody remembers why it must be apples.
9781804345177 | Tenants of the Ring | Dov Aldermann | science-fiction | 2016 | 376 | 13.99 | 5 | Rent is due on the orbital, the landlord is a lighthouse, and the lease has a clause about dreams.
9781804316146 | Memory of Glass | Priya Nandakumar | science-fiction | 2023 | 330 | 14.99 | 19 | Every window in the archive remembers who has looked through it. One of them has started to lie.
9781804324080 | The Year Without Maps | Conrad Ebbesen | history | 2015 | 524 | 21.99 | 7 | In 1648 a printers' strike left Europe without new maps. What travellers did instead, told from forty diaries.
9781804381045 | Bread and Revolution | Lucienne Abadie | history | 2019 | 468 | 19.99 | 10 | How the price of a loaf toppled governments, and why bakers were so often the first to know.
9781804378519 | The Telegraph Girls | Winifred Osei | history | 2022 | 392 | 18.99 | 12 | They were sixteen, paid by the word, and heard the century's secrets before anyone else did.
9781804321447 | A Short History of Long Journeys | Bartholomew Quill | history | 2020 | 356 | 16.99 | 15 | From reed boats to night trains: what people have carried, missed and brought back.
9781804349434 | Where the Heron Waits | Fern Abernathy | nature | 2021 | 240 | 13.99 | 18 | A year on one bend of a river, in the company of a bird that has made patience an art.
9781804324868 | The Understory | Tomasz Zielinski | nature | 2018 | 318 | 15.99 | 9 | Below the canopy is another forest, of moss and beetles and rumour. A forester learns to look down.
9781804379554 | Notes from a Wet Year | Calla Drummond | nature | 2024 | 212 | 12.99 | 20 | It rained for two hundred and eleven days. A walker stayed out in all of them.
9781804319680 | Moth Hours | Elspeth Rowe | nature | 2022 | 196 | 12.49 | 4 | What flies when we sleep, drawn and described by lamplight from an attic window.
9781804330289 | Small Hours, Large Rooms | Idris Calloway | poetry | 2020 | 96 | 9.99 | 16 | Poems written between two and four in the morning, for everyone who knows those hours.
9781804346570 | The Weather Inside | Noor Haddadin | poetry | 2023 | 112 | 10.99 | 13 | A forecast in sixty poems: mostly clearing, with sudden uncles.
9781804320136 | Forty Ways to Say Rain | Saoirse Penhallow | poetry | 2017 | 88 | 9.49 | 7 | One poem for each word that three languages have for rain, and one for the silence after.
9781804374993 | The Bear Who Minded the Shop | Pip Lorimer | children | 2022 | 40 | 11.99 | 25 | Everything is for sale except the cushion that the bear is sitting on. Ages 3 to 6.
9781804318126 | Captain Marmalade's Map | Gwen Tolliver | children | 2019 | 64 | 12.99 | 21 | The X marks breakfast. A treasure hunt for early risers. Ages 5 to 8.
9781804346228 | Goodnight, Little Lighthouse | Ana Beltrán | children | 2024 | 32 | 10.99 | 30 | Who tells the lighthouse that it may close its eye? Ages 2 to 5.
9781804317631 | The Onion Book | Marguerite Dufault | cookery | 2018 | 272 | 24.99 | 8 | One hundred and one beginnings: every recipe starts with an onion, and none ends there.
9781804331811 | Supper for One, Supper for Nine | Rafi Benayoun | cookery | 2023 | 304 | 26.99 | 11 | The same forty dishes, written twice: for a quiet evening, and for when everyone turns up.
9781804357446 | Smoke, Salt, Time | Yuki Harada | cookery | 2021 | 288 | 28.99 | 6 | Three ingredients that are in every kitchen, and the patience to use them.
9781804378670 | The Patient Loaf | Astrid Nyberg | cookery | 2020 | 224 | 22.99 | 14 | Sourdough without worry: a method for people who forget things in the fridge.
`;

export const CATALOGUE: readonly BookDraft[] = SHELVES.trim()
  .split('\n')
  .map((line) => {
    const [isbn = '', title = '', author = '', genre = '', year, pages, euros, stock, blurb = ''] = line.split(' | ');
    return {
      isbn,
      title,
      author,
      genre: GENRES.find((known) => known === genre) ?? 'fiction',
      year: Number(year),
      pages: Number(pages),
      priceInCents: Math.round(Number(euros) * 100),
      stock: Number(stock),
      blurb,
    };
  });
