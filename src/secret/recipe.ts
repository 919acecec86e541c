import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
/** In the order of GitHub's checksums. */
const base62 = digits + upper + lower;

const alphabets: ReadonlyMap<string, string> = new Map([
  ['base62', base62],
  ['base64', `${base62}+/`],
  ['base64url', `${base62}-_`],
  ['hex', `${digits}abcdef`],
  ['HEX', `${digits}ABCDEF`],
  ['digits', digits],
  ['lower', lower],
  ['upper', upper],
  ['alpha', upper + lower],
  ['lowernum', digits + lower],
  ['uppernum', digits + upper],
  ['base32', `${upper}234567`],
  ['base58', base62.replaceAll(/[0OIl]/g, '')],
  ['bech32', 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'],
  ['printable', `${base62}!#$%&()*+,-./:;<=>?@[]^_{|}~`],
]);

/**
 * A token-like text from a recipe of `valid.gen`, so that none stands in the repository: `ghp_{base62:30}{crc32b62}`.
 * `{alphabet:n}` gives n characters, `{crc32b62}` the CRC-32 of the letters and digits before it in 6 base62 characters,
 * `{b64:text}` base64 of text (itself a recipe), `\n`, `\r`, `\t`, `\\`, `\{` and `\}` as written. The same seed gives the same text.
 * Throws `input.malformed`.
 */
export function expandRecipe(recipe: string, seed: string): string {
  const random = randomOf(seed);
  let out = '';
  for (let at = 0; at < recipe.length; at += 1) {
    const char = recipe[at] ?? '';
    if (char === '\\') {
      at += 1;
      out += escaped(recipe[at] ?? '\\');
    } else if (char === '{') {
      const end = closing(recipe, at);
      out += expandField(recipe.slice(at + 1, end), { before: out, random, seed, recipe });
      at = end;
    } else out += char;
  }
  return out;
}

interface FieldContext {
  readonly before: string;
  readonly random: (below: number) => number;
  readonly seed: string;
  readonly recipe: string;
}

function expandField(field: string, context: FieldContext): string {
  const colon = field.indexOf(':');
  const name = colon === -1 ? field : field.slice(0, colon);
  const argument = colon === -1 ? '' : field.slice(colon + 1);
  if (name === 'crc32b62') return checksumOf(/[A-Za-z0-9]*$/.exec(context.before)?.[0] ?? '');
  if (name === 'b64')
    return Buffer.from(expandRecipe(argument, context.seed), 'latin1').toString('base64');
  return drawn(name, Number(argument), context);
}

function drawn(name: string, count: number, { random, recipe }: FieldContext): string {
  const alphabet = alphabets.get(name);
  if (alphabet === undefined || !Number.isInteger(count) || count < 1 || count > 8192)
    throw new CaissonError(
      'input.malformed',
      `recipe ${quote(recipe)} has an unknown field ${quote(name)}`,
    );
  return Array.from({ length: count }, () => alphabet[random(alphabet.length)]).join('');
}

/** CRC-32 in 6 digits of base62, most significant first. */
export function checksumOf(body: string): string {
  let value = crc32(body);
  let out = '';
  for (let index = 0; index < 6; index += 1) {
    out = (base62[value % 62] ?? '') + out;
    value = Math.floor(value / 62);
  }
  return out;
}

/** Where the field that begins at `at` ends; fields may stand in fields. */
function closing(recipe: string, at: number): number {
  let depth = 0;
  for (let index = at; index < recipe.length; index += 1) {
    if (recipe[index] === '\\') index += 1;
    else if (recipe[index] === '{') depth += 1;
    else if (recipe[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  throw new CaissonError('input.malformed', `recipe ${quote(recipe)} lacks a "}"`);
}

function escaped(char: string): string {
  if (char === 'n') return '\n';
  if (char === 'r') return '\r';
  return char === 't' ? '\t' : char;
}

/** Numbers below a bound, drawn from SHA-256 of the seed and a counter. */
function randomOf(seed: string): (below: number) => number {
  let block = Buffer.alloc(0);
  let counter = 0;
  return (below) => {
    if (block.length < 4) {
      block = createHash('sha256').update(`${seed}\0${counter}`).digest();
      counter += 1;
    }
    const value = block.readUInt32LE(0);
    block = block.subarray(4);
    return value % below;
  };
}
