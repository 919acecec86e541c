import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canonical } from '#cel/canonical.ts';
import { compile, environmentOf } from '#cel/compile.ts';
import { DYN, formatType } from '#cel/type.ts';

/**
 * What the CEL library of Kubernetes 1.36 made of real policies: value, static type, whether it errs or compiles at all, and cost.
 * The values come from cel-go 0.32; where 0.26 differs (`orValue` of what is no optional), its answer is there too.
 */
const path = join(import.meta.dirname, '../../../shared/suites/cel/k8s-1.36-golden.jsonl');

interface Row {
  readonly id: string;
  readonly expr: string;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly expect: {
    readonly value?: string;
    readonly type?: string;
    readonly error?: string;
    readonly compileError?: string;
    readonly cost: number;
  };
  readonly versionDependent?: { readonly upToCelGo026: string };
}

const rows: readonly Row[] = existsSync(path)
  ? readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
  : [];

function outcomeOf(row: Row, orValue: 'lenient' | 'strict', folds = true) {
  const variables = Object.fromEntries(Object.keys(row.bindings).map((name) => [name, DYN]));
  const environment = environmentOf({ base: 'kubernetes', minor: 36 }, variables, { orValue });
  const compiled = compile(row.expr, environment, { folds });
  if ('problems' in compiled) return { outcome: 'compile error' };
  const type = formatType(compiled.program.type);
  const result = compiled.program.evaluate(row.bindings);
  return 'error' in result
    ? { outcome: 'error', type }
    : { outcome: canonical(result.value), type, cost: result.cost };
}

function expectedOf({ expect: { value, type, compileError, cost } }: Row) {
  if (compileError !== undefined) return { outcome: 'compile error' };
  return value === undefined ? { outcome: 'error', type } : { outcome: value, type, cost };
}

test.skipIf(rows.length === 0)('value, type, error and cost of every row', () => {
  const differing = rows
    .map((row) => ({ id: row.id, got: outcomeOf(row, 'strict'), wanted: expectedOf(row) }))
    .filter(({ got, wanted }) => JSON.stringify(got) !== JSON.stringify(wanted));

  expect(differing).toEqual([]);
  expect(rows.length).toBe(4335);
});

test.skipIf(rows.length === 0)('the same without folding', () => {
  const differing = rows
    .map((row) => ({ id: row.id, got: outcomeOf(row, 'strict', false), wanted: expectedOf(row) }))
    .filter(({ got, wanted }) => JSON.stringify(got) !== JSON.stringify(wanted));

  expect(differing).toEqual([]);
});

test.skipIf(rows.length === 0)(
  'orValue of what is no optional, as older versions and Kyverno have it',
  () => {
    const dependent = rows.filter(({ versionDependent }) => versionDependent !== undefined);

    expect(dependent.map((row) => outcomeOf(row, 'lenient').outcome)).toEqual(
      dependent.map(({ versionDependent }) => versionDependent?.upToCelGo026),
    );
    expect(dependent.length).toBe(22);
  },
);
