import type { CompiledException } from './compiled.ts';
import { type Judge, judgeConditions } from './judge.ts';
import type { Exception } from './policy.ts';
import { matchesException } from './rule-match.ts';
import { passed, type Verdict } from './verdict.ts';

/** What exceptions make of a policy for one request. */
interface Exempted {
  /** The whole policy does not count. */
  readonly verdict?: Verdict;
  readonly names: readonly string[];
  /** What every exception that applies in part allows: they never add up to more than one of them allows. */
  readonly images: readonly string[];
  readonly values: readonly string[];
}

const nothing: Exempted = { names: [], images: [], values: [] };

/** Exceptions that apply now. An expired one does not count, nor one whose conditions are false or cannot be evaluated. */
export function judgeExceptions(
  judge: Judge,
  exceptions: readonly CompiledException[],
  now: Date,
): Exempted {
  const applying = exceptions.filter((one) => applies(judge, one, now)).map((one) => one.exception);
  if (applying.length === 0) return nothing;
  const names = applying.map(nameOfException);
  const full = applying.filter((one) => one.images.length + one.allowedValues.length === 0);
  const [first] = full;
  if (first !== undefined) return { ...nothing, names, verdict: exemption(first, names) };
  const images = applying.filter((one) => one.images.length > 0).map((one) => one.images);
  const values = applying.filter((one) => one.allowedValues.length > 0);
  return {
    names,
    images: intersection(images),
    values: intersection(values.map((one) => one.allowedValues)),
  };
}

function applies(judge: Judge, { exception, conditions }: CompiledException, now: Date): boolean {
  const { expiresAt, match } = exception;
  if (expiresAt !== undefined && !(Date.parse(expiresAt) > now.getTime())) return false;
  if (match !== undefined && !matchesException(match, judge.request)) return false;
  return judgeConditions(judge, conditions).type === 'true';
}

function exemption({ reportsPass }: Exception, names: readonly string[]): Verdict {
  const list = names.join(', ');
  if (reportsPass) return { ...passed, message: `passed by exception ${list}`, exceptions: names };
  return {
    outcome: 'skip',
    message: `skipped by exception ${list}`,
    failures: [],
    exceptions: names,
  };
}

function nameOfException({ object }: Exception): string {
  return object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
}

function intersection(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((one) => others.every((list) => list.includes(one)));
}
