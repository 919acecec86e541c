import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { parseCondition } from '../../src/rule/language/parse-condition.ts';
import { printCondition } from '../../src/rule/language/print-condition.ts';

/** Outside cases, not copied into the project. */
const path = '../shared/suites/falco-filter-parser.json';
const cases = existsSync(path) ? readCases() : [];

test.skipIf(cases.length === 0).for(cases.map((one) => [one.id, one] as const))('%s', ([, one]) => {
  for (const text of variantsOf(one)) expect(outcome(text)).toMatchObject(expected(one, text));
});

interface Case {
  readonly id: string;
  readonly test: string;
  readonly filter: string;
  readonly accept: boolean;
  readonly error: string | undefined;
  readonly printed: string | undefined;
}

function readCases(): readonly Case[] {
  const suite = parseJson(readFileSync(path, 'utf8'), path);
  if (!isRecord(suite) || !Array.isArray(suite['cases'])) return [];
  return suite['cases'].filter(isRecord).map((one, at) => ({
    id: `${at} ${textOf(one['test']) ?? ''}`,
    test: textOf(one['test']) ?? '',
    filter: textOf(one['filter']) ?? repeated(one['filter_repeat']),
    accept: one['accept'] === true,
    error: textOf(one['error']),
    printed: textOf(one['as_string']),
  }));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function repeated(value: unknown): string {
  if (!Array.isArray(value)) return '';
  return String(value[0]).repeat(Number(value[1]));
}

/** What is accepted is accepted with blanks around it, and with other blanks inside. */
function variantsOf({ test: name, filter, accept }: Case): readonly string[] {
  if (!accept || name === 'parse_position_info') return [filter];
  const around = [filter, ` ${filter} `];
  if (filter.includes('\\ ')) return around;
  return [...around, filter.replaceAll(' ', '\n'), filter.replaceAll(' ', '\t')];
}

function outcome(text: string): object {
  try {
    return { accept: true, printed: printCondition(parseCondition(text)) };
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed', 'limit.depth')) throw error;
    return { accept: false, error: error.message };
  }
}

function expected({ accept, error, printed, filter }: Case, text: string): object {
  if (!accept) return { accept, ...(error !== undefined && { error }) };
  return { accept, ...(printed !== undefined && text === filter && { printed }) };
}
