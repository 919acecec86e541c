import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRecord } from '#kit/json.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { conditionOf } from '#rule/engine/condition.ts';
import type { ReaderOf } from '#rule/engine/operand.ts';
import type { FieldValue } from '#rule/engine/value.ts';
import { fieldFacts } from '#rule/fields/fields.ts';
import { parseCondition } from '#rule/language/parse-condition.ts';
import { checkTypes } from '#rule/language/type-checker.ts';

// The cases of the suite, where it is at hand: the values that fields have stand with each case.
const suite = new URL('../../../shared/suites/falco-filter-eval.json', import.meta.url);

interface Case {
  readonly filter: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

const cases = existsSync(suite) ? readCases(readFileSync(suite, 'utf8')) : [];

test.skipIf(cases.length === 0)('every case of the evaluation suite means what Falco means', () => {
  const wrong = cases.filter((one) => !isAsExpected(one)).map((one) => one.filter);

  expect(cases).toHaveLength(310);
  expect(wrong).toEqual([]);
});

function isAsExpected({ filter, fields, expected }: Case): boolean {
  const answers = answersOf(filter, fields);
  if (expected === 'throw') return answers === 'throw';
  if (answers === 'throw') return false;
  const [interpreted, generated] = answers;
  return interpreted === generated && (typeof expected !== 'boolean' || expected === interpreted);
}

function answersOf(filter: string, fields: Case['fields']): readonly [boolean, boolean] | 'throw' {
  try {
    const expression = parseCondition(filter, { maxDepth: 1000 });
    const problems = checkTypes(expression, { source: 'syscall' });
    if (problems.some(({ level }) => level === 'error')) return 'throw';
    const condition = conditionOf(expression, readerOver(fields));
    return [condition.interpret(event), condition.run(event)];
  } catch {
    return 'throw';
  }
}

function readerOver(fields: Case['fields']): ReaderOf {
  return ({ name }) => {
    const facts = fieldFacts(name, 'syscall');
    const value = valueOf(fields[name]);
    if (facts === undefined) return undefined;
    return { type: facts.type, read: () => value };
  };
}

function valueOf(value: unknown): FieldValue | undefined {
  if (isRecord(value) && typeof value['hex'] === 'string')
    return Buffer.from(value['hex'], 'hex').toString('latin1');
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function readCases(text: string): readonly Case[] {
  const parsed: unknown = JSON.parse(text);
  if (!isRecord(parsed) || !Array.isArray(parsed['cases'])) return [];
  return parsed['cases'].filter(isCase);
}

function isCase(value: unknown): value is Case {
  return isRecord(value) && typeof value['filter'] === 'string' && isRecord(value['fields']);
}

const event: RuntimeEvent = {
  source: 'syscall',
  number: 1,
  type: 'open',
  seconds: 1_700_000_000,
  nanoseconds: 0,
  direction: '<',
  thread: 1,
  args: {},
  process: {
    pid: 1,
    start: 0,
    name: 'init',
    exe: '/sbin/init',
    exePath: '/sbin/init',
    args: [],
    cwd: '/',
    tty: 0,
    session: 1,
    group: 1,
    uid: 0,
    effectiveUid: 0,
    gid: 0,
    effectiveGid: 0,
    loginUid: -1,
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
  },
};
