import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Advisory } from '#model/advisory.ts';
import { applyDelta, makeDelta } from './delta.ts';
import { changedKeys } from './diff.ts';
import type { Fact } from './fact.ts';
import { writeFactSegment } from './segment-file.ts';
import { testDirectory } from './testing.ts';

let root = '';
beforeAll(() => {
  root = testDirectory();
  mkdirSync(join(root, 'files'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function file(name: string): string {
  return join(root, 'files', `${name}.sqlite`);
}

const names = ['a', 'b', 'curl', 'zlib', '\u{1f600}', '\uffee', 'ü'];
const advisory: fc.Arbitrary<Advisory> = fc.record({
  id: fc.integer({ min: 1, max: 12 }).map((number) => `CVE-2026-${1000 + number}`),
  cves: fc.constant([]),
  aliases: fc.subarray(['x', 'y']),
  package: fc.constantFrom(...names),
  state: fc.constantFrom('affected', 'fixed', 'wont_fix'),
  ranges: fc.subarray([{ introduced: '0', fixed: '1' }, { introduced: '2' }]),
  versions: fc.subarray(['1.0', '2.0']),
  cvss: fc.constant([]),
  feed: fc.constantFrom('osv:npm', 'debian-tracker:12', 'arch'),
});
const facts: fc.Arbitrary<readonly Fact[]> = fc
  .array(advisory, { maxLength: 30 })
  .map((list) => list.map((one) => ({ segment: 's', key: one.package, advisory: one })));

test('a delta leads from one build to the next, with the same bytes and the same digest', () => {
  fc.assert(
    fc.property(facts, facts, (before, after) => {
      writeFactSegment(file('before'), 's', before, '2026-01-01');
      const { rows } = writeFactSegment(file('after'), 's', after, '2026-01-02');

      const delta = makeDelta(file('before'), file('after'), 'facts');
      const digest = applyDelta(file('before'), delta, file('applied'), 'facts');

      expect(digest).toBe(rows);
      expect(readFileSync(file('applied')).equals(readFileSync(file('after')))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('changed keys are those whose facts differ, whatever their numbers are', () => {
  fc.assert(
    fc.property(facts, facts, (before, after) => {
      writeFactSegment(file('old'), 's', before, '');
      writeFactSegment(file('new'), 's', after, '');

      const found = new Map(
        [...changedKeys(file('old'), file('new'))].map(({ key, change }) => [key, change]),
      );

      const expected = names.flatMap((name) => {
        const [old, young] = [textOf(before, name), textOf(after, name)];
        if (old === young) return [];
        return [[name, old === '' ? 'added' : young === '' ? 'removed' : 'changed'] as const];
      });
      expect(found).toEqual(new Map(expected));
    }),
    { numRuns: 60 },
  );
});

function textOf(list: readonly Fact[], name: string): string {
  return list
    .filter((fact) => fact.key === name)
    .map((fact) => JSON.stringify(fact.advisory))
    .sort()
    .join('\n');
}

test('a delta that is damaged or belongs to another build is refused', () => {
  const [first, second] = [sample('1.0'), sample('2.0')];
  writeFactSegment(file('one'), 's', first, '');
  writeFactSegment(file('two'), 's', second, '');
  writeFactSegment(file('other'), 's', [...first, ...sample('1.0').slice(0, 1).map(asOther)], '');
  const delta = makeDelta(file('one'), file('two'), 'facts');
  const damaged = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.nat(delta.length - 1).map((size) => delta.subarray(0, size)),
    fc.tuple(fc.nat(delta.length - 1), fc.nat(255)).map(([at, value]) => {
      const changed = Buffer.from(delta);
      changed[at] = value;
      return changed;
    }),
  );

  fc.assert(
    fc.property(damaged, (bytes) => {
      expect(['input.malformed', undefined]).toContain(outcome(file('one'), bytes));
    }),
    { numRuns: 100 },
  );
  expect(outcome(file('other'), delta)).toBe('input.malformed');
});

function asOther(fact: Fact): Fact {
  return { ...fact, key: 'other', advisory: { ...fact.advisory, id: 'CVE-2025-1000' } };
}

function sample(version: string): readonly Fact[] {
  return names.map((name) => ({
    segment: 's',
    key: name,
    advisory: {
      id: `CVE-2026-${1000 + name.length}`,
      cves: [],
      aliases: [],
      package: name,
      state: 'fixed',
      ranges: [{ introduced: '0', fixed: version }],
      versions: [],
      cvss: [],
      feed: 'arch',
    },
  }));
}

/** The code of the error, `undefined` when another digest (or by chance the right one) comes out. */
function outcome(before: string, delta: Uint8Array): string | undefined {
  try {
    applyDelta(before, delta, file('out'), 'facts');
    return undefined;
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}
