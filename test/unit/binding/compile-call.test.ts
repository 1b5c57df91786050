import 'reflect-metadata';
import { IsEmail, IsInt, IsOptional, IsString, Length, Min } from 'class-validator';
import { argument, bind, failuresOf } from './harness.js';

class CreateUser {
  @IsString() @Length(1, 100) name!: string;
  @IsEmail() email!: string;
  @IsOptional() @IsInt() @Min(18) age?: number;
}

it('binds a DTO', async () => {
  const spec = argument('body', { declared: CreateUser });
  const user = bind(spec, { body: { name: 'Ada', email: 'ada@example.com', age: 36, extra: 1 } });
  expect(user).toBeInstanceOf(CreateUser);
  expect(user).toEqual({ name: 'Ada', email: 'ada@example.com', age: 36 });
  expect(await failuresOf(spec, { body: { name: '', email: 'x', age: 3 } })).toEqual([
    'body.name isLength',
    'body.email isEmail',
    'body.age min',
  ]);
});
