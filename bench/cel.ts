/**
 * How fast CEL is evaluated on one core, beside the two fastest engines of npm:
 *
 *     node bench/cel.ts [../shared/suites/cel/k8s-1.36-golden.jsonl]
 *
 * 400 rows of the Pod Security policies of Kyverno that end in a value. Each engine compiles every distinct expression once; for the
 * engine that wants its integers as BigInt the objects are converted before the clock runs, once more while it does.
 */
import { readFileSync } from 'node:fs';
import { celEnv, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { Environment as PeerEnvironment } from '@marcbachmann/cel-js';
import { compile, environmentOf, type Program } from '../src/cel/compile.ts';
import { DYN } from '../src/cel/type.ts';
import { median } from './measure.ts';

interface Row {
  readonly id: string;
  readonly expr: string;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly expect: { readonly value?: string };
}

type Evaluate = (bindings: Readonly<Record<string, unknown>>) => unknown;

const names = ['object', 'oldObject', 'request', 'namespaceObject', 'params', 'variables'];
const environment = environmentOf(
  { base: 'kubernetes', minor: 36 },
  Object.fromEntries(names.map((name) => [name, DYN])),
);

function rowsOf(path: string): readonly Row[] {
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  return rows
    .filter(({ id, expect }) => id.startsWith('kyverno/pod-security') && expect.value !== undefined)
    .slice(0, 400);
}

/** Every row with what its engine made of its expression; each expression is compiled once. */
function prepare(
  rows: readonly Row[],
  make: (text: string) => Evaluate | undefined,
): readonly (readonly [Evaluate, Row['bindings']])[] {
  const made = new Map<string, Evaluate | undefined>();
  return rows.flatMap(({ expr, bindings }) => {
    if (!made.has(expr)) made.set(expr, make(expr));
    const evaluate = made.get(expr);
    return evaluate === undefined ? [] : [[evaluate, bindings] as const];
  });
}

/** Evaluations a second: the median of eleven rounds of a fifth of a second, by user and system time. */
function rateOf(work: readonly (readonly [Evaluate, Row['bindings']])[]): number {
  const rounds = Array.from({ length: 11 }, () => {
    const before = process.cpuUsage();
    const end = performance.now() + 200;
    let count = 0;
    while (performance.now() < end) {
      for (const [evaluate, bindings] of work) evaluate(bindings);
      count += work.length;
    }
    const { user, system } = process.cpuUsage(before);
    return count / ((user + system) / 1e6);
  });
  return median(rounds);
}

function ours(text: string): Evaluate | undefined {
  const compiled = compile(text, environment);
  if ('problems' in compiled) return undefined;
  const program: Program = compiled.program;
  return (bindings) => program.evaluate(bindings);
}

const peerEnvironment = new PeerEnvironment({
  enableOptionalTypes: true,
  unlistedVariablesAreDyn: true,
});

function marcbachmann(text: string): Evaluate | undefined {
  const program = peerEnvironment.parse(text);
  return (bindings) => program(bindings) as unknown;
}

const bufEnvironment = celEnv({ funcs: strings });

function bufbuild(text: string): Evaluate | undefined {
  try {
    const program = plan(bufEnvironment, parse(text));
    return (bindings) => program(bindings as Parameters<typeof program>[0]);
  } catch {
    return undefined;
  }
}

/** Integers as that engine wants them. */
function withBigInts(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(withBigInts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withBigInts(part)]));
}

function report(name: string, work: readonly (readonly [Evaluate, Row['bindings']])[]): void {
  const rate = Math.round(rateOf(work)).toLocaleString('en');
  console.log(`${name}: ${rate} evaluations a second (${work.length} rows)`);
}

function main(): void {
  const path = process.argv[2] ?? '../shared/suites/cel/k8s-1.36-golden.jsonl';
  const rows = rowsOf(path);
  console.log(`${rows.length} rows, ${new Set(rows.map(({ expr }) => expr)).size} expressions`);
  report('caisson', prepare(rows, ours));
  const converted = rows.map((row) => ({
    ...row,
    bindings: withBigInts(row.bindings) as Row['bindings'],
  }));
  report('@marcbachmann/cel-js, objects converted before', prepare(converted, marcbachmann));
  report(
    '@marcbachmann/cel-js, objects converted each time',
    prepare(rows, (text) => {
      const evaluate = marcbachmann(text);
      return (bindings) => evaluate?.(withBigInts(bindings) as Row['bindings']);
    }),
  );
  report('@bufbuild/cel, of what it parses', prepare(rows, bufbuild));
}

main();
