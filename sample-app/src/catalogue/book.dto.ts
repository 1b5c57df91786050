// What clients may send about books; what does not fit is refused with the field and the reason.
import { IsIn, IsInt, IsISBN, IsOptional, Length, Matches, Max, Min } from 'class-validator';
import { PageQuery } from '../storage/page.js';
import { Trimmed } from '../trimmed.js';
import { type BookFacts, GENRES, type Genre } from './book.js';

const ONE_OF_OUR_GENRES = { message: `genre must be one of ${GENRES.join(', ')}` };

/** `GET /v1/books?search=…&genre=…&limit=…&cursor=…` */
export class BookSearch extends PageQuery {
  @IsOptional()
  @Length(0, 80)
  search?: string;

  @IsOptional()
  @IsIn(GENRES, ONE_OF_OUR_GENRES)
  genre?: Genre;
}

/** The body of `PUT /v1/books/:isbn`. */
export class BookDetails implements BookFacts {
  @Trimmed()
  @Length(1, 200)
  title!: string;

  @Trimmed()
  @Length(1, 120)
  author!: string;

  @IsIn(GENRES, ONE_OF_OUR_GENRES)
  genre!: Genre;

  @IsInt()
  @Min(1450)
  @Max(2100)
  year!: number;

  @IsInt()
  @Min(1)
  @Max(10_000)
  pages!: number;

  @IsInt({ message: 'priceInCents must be a whole number of cents, 1499 for €14.99' })
  @Min(1)
  @Max(1_000_000)
  priceInCents!: number;

  @IsInt()
  @Min(0)
  @Max(100_000)
  stock!: number;

  @Trimmed()
  @Length(0, 1000)
  blurb!: string;
}

/** The body of `POST /v1/books`. */
export class BookDraft extends BookDetails {
  @IsISBN('13', { message: 'isbn must be an ISBN-13 whose check digit is right' })
  @Matches(/^\d*$/, { message: 'isbn must be written as 13 digits, without hyphens' })
  isbn!: string;
}
