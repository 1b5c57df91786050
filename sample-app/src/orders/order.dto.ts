// What clients send to order books. The messages are shown to customers beside the field they belong to.
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsDefined,
  IsEmail,
  IsInt,
  IsISO31661Alpha2,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Trimmed } from '../trimmed.js';

export class AddressDraft {
  @Trimmed()
  @Length(1, 120, { message: 'Please tell us the street and house number' })
  street!: string;

  @Trimmed()
  @Length(1, 80, { message: 'Please tell us the town or city' })
  city!: string;

  @Trimmed()
  @Length(1, 16, { message: 'Please tell us the postcode' })
  postcode!: string;

  @IsISO31661Alpha2({ message: 'Please choose a country, as a two-letter code such as DE or FR' })
  country!: string;
}

export class CustomerDraft {
  @Trimmed()
  @Length(1, 120, { message: 'Please tell us your name' })
  name!: string;

  @Trimmed()
  @IsEmail({}, { message: 'Please give an e-mail address that we can write to' })
  email!: string;

  // Without IsDefined a missing object would pass: ValidateNested looks only at what is there.
  @IsDefined({ message: 'Please tell us where to send the books' })
  @ValidateNested()
  @Type(() => AddressDraft)
  address!: AddressDraft;
}

export class OrderLineDraft {
  @Matches(/^\d{13}$/, { message: 'isbn must be the 13 digits of a book in the catalogue' })
  isbn!: string;

  @IsInt({ message: 'quantity must be a whole number' })
  @Min(1)
  @Max(10, { message: 'We send at most 10 copies of a book; for more, please write to us' })
  quantity!: number;
}

/** The body of `POST /v1/orders`. */
export class OrderDraft {
  @IsDefined({ message: 'Please tell us who orders: customer must have a name, an email and an address' })
  @ValidateNested()
  @Type(() => CustomerDraft)
  customer!: CustomerDraft;

  @ArrayMinSize(1, { message: 'An order needs at least one book' })
  @ArrayMaxSize(20, { message: 'An order can hold at most 20 different books' })
  @ArrayUnique((line: OrderLineDraft) => line?.isbn, { message: 'Each book may appear once; raise its quantity instead' })
  @ValidateNested({ each: true })
  @Type(() => OrderLineDraft)
  lines!: OrderLineDraft[];
}
