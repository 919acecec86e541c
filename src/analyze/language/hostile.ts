import fc from 'fast-check';
import type { Analyzer } from '#contract/analyzer.ts';
import { survives } from './test-file.ts';

/** One edit of a sample: `remove` characters at `at` (a fraction of its length) give way to `insert`. */
interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edits: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(40),
  insert: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\n',
      '\n  ',
      'null',
      '0',
      '__proto__',
      '\t',
      '@',
      ':',
    ),
  ),
});

/**
 * The property every parser of outside text must have: whatever random bytes, truncations and mutations of a real sample
 * it is given, it answers or throws `input.*` or `limit.*`.
 */
export function assertSurvives(analyzer: Analyzer, path: string, sample: string): void {
  const mutated = fc
    .array(edits, { minLength: 1, maxLength: 6 })
    .map((list) => list.reduce(apply, sample));
  const truncated = fc.nat(sample.length).map((end) => sample.slice(0, end));
  const random = fc.uint8Array({ maxLength: 400 });
  fc.assert(
    fc.property(fc.oneof(mutated, truncated, random), (content) =>
      survives(analyzer, path, content),
    ),
    { numRuns: 150 },
  );
}

function apply(text: string, edit: Edit): string {
  const at = Math.floor(edit.at * text.length);
  return text.slice(0, at) + edit.insert + text.slice(at + edit.remove);
}
