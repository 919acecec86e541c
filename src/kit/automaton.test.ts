import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Automaton, type BytePattern, textPattern } from './automaton.ts';

/** All places, found one by one. */
function naive(patterns: readonly BytePattern[], bytes: Buffer): readonly string[] {
  const text = bytes.toString('latin1');
  return patterns
    .flatMap(({ bytes: wanted, fold }, number) => {
      const word = Buffer.from(wanted).toString('latin1');
      const places: string[] = [];
      for (let at = 0; at + word.length <= text.length; at += 1) {
        const part = text.slice(at, at + word.length);
        const same = fold ? lower(part) === lower(word) : part === word;
        if (same) places.push(`${number}@${at + word.length}`);
      }
      return places;
    })
    .sort();
}

function lower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (char) => char.toLowerCase());
}

function found(automaton: Automaton, bytes: Buffer, chunk = bytes.length): readonly string[] {
  const places: string[] = [];
  for (let from = 0; from < bytes.length; from += chunk)
    automaton.scan(
      bytes,
      (pattern, end) => places.push(`${pattern}@${end}`),
      from,
      Math.min(bytes.length, from + chunk),
    );
  return places.sort();
}

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'B', '_', 'é'),
  minLength: 1,
  maxLength: 6,
});
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'B', '_', 'é', '\n'),
  maxLength: 6000,
});

test('it finds what a search for each pattern finds, in one piece or in chunks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, fc.boolean()), { minLength: 1, maxLength: 12 }),
      text,
      (words, given) => {
        const patterns = words.map(([part, fold]) => textPattern(part, fold));
        const automaton = new Automaton(patterns);
        const bytes = Buffer.from(given);

        expect(found(automaton, bytes)).toEqual(naive(patterns, bytes));
        expect(found(automaton, bytes, 1500)).toEqual(naive(patterns, bytes));
      },
    ),
    { numRuns: 60 },
  );
});

const piece = fc.constantFrom('abcabcab', 'abcabcaB', 'key_', 'ab', 'A', 'é', '\n');
const longWord = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const longText = fc.array(piece, { maxLength: 800 }).map((parts) => parts.join(''));

test('long patterns that begin alike are told apart, in order, also where chunks cut them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(longWord, fc.boolean()), { minLength: 1, maxLength: 12 }),
      longText,
      (words, given) => {
        const patterns = words.map(([part, fold]) => textPattern(part, fold));
        const automaton = new Automaton(patterns);
        const bytes = Buffer.from(given);
        const ends: number[] = [];
        automaton.scan(bytes, (_, end) => ends.push(end));

        expect(found(automaton, bytes)).toEqual(naive(patterns, bytes));
        expect(found(automaton, bytes, 700)).toEqual(naive(patterns, bytes));
        expect(found(automaton, bytes, 1500)).toEqual(naive(patterns, bytes));
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      },
    ),
    { numRuns: 60 },
  );
});

test('places come in the order of their ends', () => {
  const automaton = new Automaton([textPattern('ab'), textPattern('b'), textPattern('abc')]);
  const ends: number[] = [];

  automaton.scan(Buffer.from('abc'.repeat(2000)), (_, end) => ends.push(end));

  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  expect(ends).toHaveLength(6000);
});

test('a pattern that needs its case is not found in another', () => {
  const automaton = new Automaton([textPattern('AKIA'), textPattern('token', true)]);

  expect(found(automaton, Buffer.from('akia AKIA Token TOKEN'))).toEqual(['0@9', '1@15', '1@21']);
});

test('thousands of patterns take a table of 32 bits', () => {
  const patterns = Array.from({ length: 3000 }, (_, index) =>
    textPattern(`key-${index}-${index * 7919}`),
  );
  const automaton = new Automaton(patterns);

  expect(found(automaton, Buffer.from(`x key-2999-${2999 * 7919} y`))).toContain(`2999@${2 + 17}`);
});
