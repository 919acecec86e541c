import { SyntaxFault } from './lexer.ts';
import { CelError, int, Uint } from './value.ts';

/** The int of decimal or hexadecimal digits, perhaps after a sign. Throws `SyntaxFault` beyond 64 bits. */
export function intOf(text: string, at: number): number | bigint {
  const digits = text.replace('-', '');
  const value = int(text.startsWith('-') ? -BigInt(digits) : BigInt(digits));
  if (value instanceof CelError)
    throw new SyntaxFault('int literal out of range (64 bits, signed)', at);
  return value;
}

/** The uint of digits. Throws `SyntaxFault` beyond 64 bits. */
export function uintOf(text: string, at: number): Uint {
  const value = BigInt(text);
  if (value >= 2n ** 64n) throw new SyntaxFault('uint literal out of range (64 bits)', at);
  return new Uint(value);
}
