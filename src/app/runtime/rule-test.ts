import { globSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import { z } from 'zod';
import { type AuditGap, readAuditLog } from '#capture/audit-log.ts';
import type { Scope } from '#contract/scope.ts';
import { eventFromJson } from '#event/event-json.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { AuditEvent, RuntimeEvent } from '#model/runtime-event.ts';
import type { RuleDefinition } from '#rule/ast.ts';
import { compileRules } from '#rule/engine/compile.ts';
import { loadRules } from '#rule/language/load-rules.ts';
import { runRecorded } from './events.ts';
import { readRuleFile } from './rule-files.ts';
import { type RuleText, readRuleTexts, refuseErrors } from './rules.ts';

/** One trace through rules, and what became of it. */
export interface RuleTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly problem?: string;
}

interface RuleCase {
  readonly name: string;
  readonly rules: readonly RuleDefinition[];
  /** Names of rules that must fire; all others must not. */
  readonly expect: readonly string[];
  /** Tells what happened, in order. */
  readonly feed: (judge: Judge) => Promise<void>;
}

type Judge = (event: RuntimeEvent | AuditEvent) => void;

const testFile = z.strictObject({
  rules: z.array(z.string()).default([]),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      /** Name of a file of JSON lines, or the events themselves. */
      events: z.union([z.string(), z.array(z.record(z.string(), z.unknown()))]),
      expect: z.array(z.string()).default([]),
    }),
  ),
});

/**
 * Runs every test below the paths: folders with `rule.yaml` and traces, and `*.rule-test.yaml`. What is wrong with one test is
 * its result. Throws `input.not-found` where there is no test at all.
 */
export async function testRules(
  paths: readonly string[],
  builtIn: readonly RuleText[],
  scope: Scope,
): Promise<readonly RuleTestResult[]> {
  const results: RuleTestResult[] = [];
  const known = new Known(builtIn);
  for (const path of paths.flatMap(testsAt))
    for await (const one of path.endsWith('rule.yaml')
      ? folderResults(path, known, scope)
      : fileResults(path, known, scope))
      results.push(one);
  if (results.length === 0)
    throw new CaissonError(
      'input.not-found',
      `there are no rule tests below ${quote(paths.join(' '))}`,
      {
        hint: 'put traces into fires/ and quiet/ beside rule.yaml, or write a *.rule-test.yaml',
      },
    );
  return results;
}

function testsAt(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new CaissonError('input.not-found', `there is nothing at ${quote(path)}`);
  if (!stats.isDirectory()) return [path];
  return globSync(['**/rule.yaml', '**/*.rule-test.{yaml,yml}'], {
    cwd: path,
    exclude: ['**/node_modules/**'],
  })
    .sort()
    .map((name) => join(path, name));
}

async function* folderResults(
  path: string,
  known: Known,
  scope: Scope,
): AsyncGenerator<RuleTestResult> {
  const own = readRuleTexts(path);
  const rules =
    known.same(own) ?? rulesOf(own, known.texts).filter(({ place }) => place.file === path);
  const folder = dirname(path);
  for (const kind of ['fires', 'quiet'])
    for (const name of globSync(`${kind}/*.jsonl`, { cwd: folder }).sort())
      yield await run({
        name: join(folder, name),
        rules,
        expect: kind === 'fires' ? rules.map((rule) => rule.name) : [],
        feed: (judge) => feedFile(join(folder, name), judge, scope),
      });
}

async function* fileResults(
  path: string,
  known: Known,
  scope: Scope,
): AsyncGenerator<RuleTestResult> {
  const read = testFile.safeParse(tryParseYaml(readRuleFile(path)));
  if (!read.success) {
    const problem = z.prettifyError(read.error);
    yield { name: path, passed: false, missing: [], unexpected: [], problem };
    return;
  }
  const folder = dirname(path);
  const own = read.data.rules.flatMap((name) => readRuleTexts(resolve(folder, name)));
  const files = new Set(own.map(({ name }) => name));
  const all = rulesOf(own, known.texts);
  const rules = own.length === 0 ? all : all.filter(({ place }) => files.has(place.file));
  for (const { name, events, expect } of read.data.cases)
    yield await run({
      name,
      rules,
      expect,
      feed: (judge) => feedEvents(events, judge, folder, scope),
    });
}

/** What is no YAML, or grows without end, is no test either. */
function tryParseYaml(text: string): unknown {
  try {
    return parse(text, { version: '1.2' });
  } catch {
    return undefined;
  }
}

/** What is built in, loaded at most once: a test of a rule that is among it need not load everything again. */
class Known {
  readonly texts: readonly RuleText[];
  #rules: readonly RuleDefinition[] | undefined;

  constructor(texts: readonly RuleText[]) {
    this.texts = texts;
  }

  /** The rules of a file that is built in word for word. */
  same([own, ...more]: readonly RuleText[]): readonly RuleDefinition[] | undefined {
    if (own === undefined || more.length > 0) return undefined;
    const { text, name: path } = own;
    const same = this.texts.find(
      ({ name, text: known }) => path.endsWith(`/${name}`) && known === text,
    );
    if (same === undefined) return undefined;
    this.#rules ??= loadRules(this.texts).rules.map((rule) => ({ ...rule, enabled: true }));
    return this.#rules.filter(({ place }) => place.file === same.name);
  }
}

function rulesOf(
  own: readonly RuleText[],
  builtIn: readonly RuleText[],
): readonly RuleDefinition[] {
  const names = new Set(own.map(({ name }) => name));
  // A rule of the catalogue that is tested where it is written is not loaded twice.
  const others = builtIn.filter(
    ({ name }) => ![...names].some((path) => path.endsWith(`/${name}`)),
  );
  const { rules, diagnostics } = loadRules([...others, ...own]);
  refuseErrors(diagnostics.filter(({ file }) => names.has(file)));
  return rules.map((rule) => ({ ...rule, enabled: true }));
}

async function feedEvents(
  events: string | readonly unknown[],
  judge: Judge,
  folder: string,
  scope: Scope,
): Promise<void> {
  if (typeof events === 'string') return feedFile(resolve(folder, events), judge, scope);
  if (events.some(isAudit)) return feedAudit(events, judge, scope);
  for (const [at, event] of events.entries())
    judge(eventFromJson(event, { number: at + 1, what: `event ${at + 1}` }));
}

/** Whatever can be replayed: JSON lines, audit logs, captures. */
async function feedFile(path: string, judge: Judge, scope: Scope): Promise<void> {
  await runRecorded(
    { path },
    { event: judge, audit: judge, loss: () => undefined, verdict: () => undefined },
    scope,
  );
}

async function feedAudit(events: readonly unknown[], judge: Judge, scope: Scope): Promise<void> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  function refuse({ line, detail }: AuditGap): never {
    throw new CaissonError('input.malformed', `event ${line}: ${detail}`);
  }
  for await (const event of readAuditLog(Readable.from(lines), refuse, scope)) judge(event);
}

function isAudit(event: unknown): boolean {
  return isRecord(event) && (event['auditID'] !== undefined || event['apiVersion'] !== undefined);
}

async function run({ name, rules, expect, feed }: RuleCase): Promise<RuleTestResult> {
  const set = compileRules(rules);
  const fired = new Set<string>();
  try {
    await feed((event) => {
      for (const { rule } of set.judge(event)) fired.add(rule.name);
    });
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    return { name, passed: false, missing: [], unexpected: [], problem: error.message };
  }
  const missing = expect.filter((rule) => !fired.has(rule));
  const unexpected = [...fired].filter((rule) => !expect.includes(rule));
  return { name, passed: missing.length + unexpected.length === 0, missing, unexpected };
}
