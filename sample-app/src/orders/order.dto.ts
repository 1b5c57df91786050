// What clients send to order books.
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsEmail,
  IsInt,
  IsISO31661Alpha2,
  IsNotEmpty,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Trimmed } from '../trimmed.js';

export class AddressDraft {
  @Trimmed()
  @IsNotEmpty({ message: 'Please tell us the street and house number' })
  @MaxLength(120)
  street!: string;

  @Trimmed()
  @IsNotEmpty({ message: 'Please tell us the town or city' })
  @MaxLength(80)
  city!: string;

  @Trimmed()
  @IsNotEmpty({ message: 'Please tell us the postcode' })
  @MaxLength(16)
  postcode!: string;

  @IsISO31661Alpha2({ message: 'country must be a two-letter code such as DE or FR' })
  country!: string;
}

export class CustomerDraft {
  @Trimmed()
  @IsNotEmpty({ message: 'Please tell us your name' })
  @MaxLength(120)
  name!: string;

  @Trimmed()
  @IsEmail({}, { message: 'Please give an e-mail address that we can write to' })
  email!: string;

  @ValidateNested()
  @Type(() => AddressDraft)
  address!: AddressDraft;
}

export class OrderLineDraft {
  @IsNotEmpty()
  @MaxLength(13)
  isbn!: string;

  @IsInt()
  @Min(1)
  @Max(10, { message: 'We send at most 10 copies of a book; for more, please write to us' })
  quantity!: number;
}

/** The body of `POST /v1/orders`. */
export class OrderDraft {
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
