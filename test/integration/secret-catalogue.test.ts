import { expect, test } from 'vitest';
import { lintRule } from '../../src/secret/lint.ts';
import { createSecretScanner } from '../../src/secret/scanner.ts';
import { readSecrets } from '../../tools/secret-catalog.ts';

const items = readSecrets('.');
const scanner = createSecretScanner(
  items.map(({ rule }) => rule).filter((rule) => lintRule(rule).length === 0),
  { installationKey: new Uint8Array(32) },
);
const scope = { clock: () => new Date('2026-11-22T12:00:00Z') };
const partners = new Map(items.map(({ rule }) => [rule.id, rule.pair?.with]));

/** Ids of the rules that report something of a text, at a path on which the rule works. */
function reported(text: string, paths: readonly string[] = []): readonly string[] {
  const path = paths[0]?.replaceAll('**/', '').replaceAll('*', 'x') ?? 'sample.txt';
  return scanner.scanText(text, `/${path}`, scope).map(({ rule }) => rule);
}

test('ids and aliases are unique', () => {
  const ids = items.map(({ rule }) => rule.id);

  expect(new Set(ids).size).toBe(ids.length);
});

test.for(items.map((item) => [item.rule.id, item] as const))(
  '%s',
  ([id, { rule, valid, nearMiss }]) => {
    expect(lintRule(rule), 'lints').toEqual([]);
    expect(valid.length, 'recipes in valid.gen').toBeGreaterThan(0);
    for (const text of valid) {
      const ids = reported(text, rule.paths).filter((other) => other !== partners.get(id));
      expect([...new Set(ids)], `valid: ${text.slice(0, 200)}`).toEqual([id]);
    }
    for (const text of nearMiss)
      expect(reported(text, rule.paths), `near miss: ${text.slice(0, 200)}`).not.toContain(id);
  },
);
