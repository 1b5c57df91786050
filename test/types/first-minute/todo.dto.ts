// The shapes of the example: what clients send.
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export class TodoDraft {
  @IsString()
  @Length(1, 100)
  title!: string;
}

export class PageQuery {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20;
}
