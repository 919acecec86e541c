import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import type { FileResult } from '#contract/check.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Fault } from '#model/fault.ts';
import { samples } from '#pipeline/system/testing.ts';
import { builtInCheckers } from '../src/built-in-checkers.ts';

const checkers = await builtInCheckers(join(import.meta.dirname, '..', 'data'), {
  include: ['all'],
});

function checkAll(path: string, bytes: Uint8Array): FileResult | undefined {
  const checker = checkers.find((one) => one.recognises(path, bytes.subarray(0, 4096)));
  return checker?.check({ path, bytes, sibling: () => undefined }, testScope());
}

function faultsOrLimit(path: string, bytes: Uint8Array): readonly Fault[] {
  try {
    return checkAll(path, bytes)?.faults ?? [];
  } catch (error) {
    if (isCaissonError(error) && /^(?:input|limit)\./.test(error.code)) return [];
    throw error;
  }
}

test.for(Object.entries(samples))(
  '%s, changed anywhere, is checked without a crash',
  ([path, sample]) => {
    const bytes = Buffer.from(sample);
    const changed = fc
      .tuple(fc.nat(bytes.length), fc.nat(40), fc.uint8Array({ maxLength: 4 }))
      .map(([at, length, put]) =>
        Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]),
      );
    fc.assert(
      fc.property(changed, (text) => {
        const faults = faultsOrLimit(path, text);
        const edits = faults.flatMap(({ fixes = [] }) => fixes.flatMap((fix) => fix.edits));

        expect(faults.every(({ locations: [{ line = 0 }] }) => line > 0)).toBe(true);
        expect(edits.every(({ start, end }) => start <= end && end <= text.length)).toBe(true);
      }),
      { numRuns: 60 },
    );
  },
);

test('a thousand files take less than two seconds', () => {
  const files = Object.entries(samples).map(([path, text]) => [path, Buffer.from(text)] as const);
  for (const [path, bytes] of files) checkAll(path, bytes);
  const start = performance.now();

  for (let count = 0; count < 1000; count += files.length)
    for (const [path, bytes] of files) checkAll(path, bytes);

  // Twice the aim: the machine is shared.
  expect(performance.now() - start).toBeLessThan(4000);
});
