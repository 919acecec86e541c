import { posix } from 'node:path';
import { matchesWildcard } from '../wildcard.ts';
import type { Arguments, Functions, JmesFunction } from './arguments.ts';
import { goJson } from './go-json.ts';
import { compare } from './list-functions.ts';
import { matchPattern, replacePattern } from './regular.ts';
import type { Execution, Value } from './value.ts';

/** Functions about texts: JMESPath's own and Kyverno's. */
export const textFunctions: Functions = [
  ['starts_with', { count: 2, run: (args) => args.text(0).startsWith(args.text(1)) }],
  ['ends_with', { count: 2, run: (args) => args.text(0).endsWith(args.text(1)) }],
  ['to_string', { count: 1, run: toText }],
  ['to_number', { count: 1, run: toNumber }],
  ['compare', { count: 2, run: (args) => compare(args.text(0), args.text(1)) }],
  ['equal_fold', { count: 2, run: (args) => folded(args.text(0)) === folded(args.text(1)) }],
  ['replace', { count: 4, run: (args, execution) => replaced(args, execution, args.number(3)) }],
  ['replace_all', { count: 3, run: (args, execution) => replaced(args, execution, -1) }],
  ['to_upper', cased((text) => text.toUpperCase())],
  ['to_lower', cased((text) => text.toLowerCase())],
  ['trim', { count: 2, run: (args) => trimmed(args.text(0), args.text(1)) }],
  ['trim_prefix', { count: 2, run: withoutPrefix }],
  ['split', { count: 2, run: split }],
  ['truncate', { count: 2, run: truncated }],
  ['path_canonicalize', { count: 1, run: canonicalPath }],
  ['regex_match', { count: 2, run: matchPattern }],
  [
    'regex_replace_all',
    { count: 3, run: (args, execution) => replacePattern(args, execution, true) },
  ],
  [
    'regex_replace_all_literal',
    { count: 3, run: (args, execution) => replacePattern(args, execution, false) },
  ],
  ['pattern_match', { count: 2, run: patternMatch }],
];

function toText(args: Arguments, { budget }: Execution): Value {
  const value = args.any(0);
  return typeof value === 'string' ? value : goJson(value, budget);
}

function toNumber(args: Arguments): Value {
  const value = args.any(0);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value))
    return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function folded(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function cased(change: (text: string) => string): JmesFunction {
  return {
    count: 1,
    run(args, { budget }) {
      budget.make(args.text(0).length);
      return change(args.text(0));
    },
  };
}

/** The first `times` occurrences, all when it is negative; an empty text is found before every character and at the end. */
function replaced(args: Arguments, { budget }: Execution, times: number): Value {
  const [text, old, made] = [args.text(0), args.text(1), args.text(2)];
  const parts = old === '' ? ['', ...Array.from(text), ''] : text.split(old);
  const most = Math.trunc(times) < 0 ? parts.length - 1 : Math.trunc(times);
  const count = Math.min(parts.length - 1, most);
  budget.make(text.length + count * made.length);
  const rest = parts.slice(count).join(old);
  return [...parts.slice(0, count), rest].join(made);
}

function trimmed(text: string, signs: string): string {
  const cut = new Set(signs);
  const all = Array.from(text);
  let [start, end] = [0, all.length];
  while (start < end && cut.has(all[start] ?? '')) start += 1;
  while (end > start && cut.has(all[end - 1] ?? '')) end -= 1;
  return all.slice(start, end).join('');
}

function withoutPrefix(args: Arguments): Value {
  const [text, prefix] = [args.text(0), args.text(1)];
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function split(args: Arguments, { budget }: Execution): Value {
  const [text, separator] = [args.text(0), args.text(1)];
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  budget.spend(parts.length);
  budget.make(text.length);
  return parts;
}

function truncated(args: Arguments): Value {
  const length = Math.max(0, Math.trunc(args.number(1)));
  return Array.from(args.text(0)).slice(0, length).join('');
}

/** Go's `filepath.Clean`, and nothing for nothing. */
function canonicalPath(args: Arguments): Value {
  const text = args.text(0);
  if (text === '') return '';
  const clean = posix.normalize(text);
  if (clean === '/' || !clean.endsWith('/')) return clean.replace(/^\/{2,}/, '/');
  return clean.slice(0, -1);
}

function patternMatch(args: Arguments, { budget }: Execution): Value {
  const [pattern, text] = [args.text(0), args.shown(1)];
  budget.spend(1 + (pattern.length * text.length) / 50);
  return matchesWildcard(pattern, text);
}
