import type { Condition, ConditionFunction, Operand } from './condition.ts';

/** What a condition is asked about. */
export interface Effective {
  /** The value in force; `undefined` when nothing sets it. Secrets are given by their class. */
  valueOf(name: string): string | undefined;
  /** Whether somebody set it, other than the product itself. */
  isGiven(name: string): boolean;
  has(path: string): boolean;
  readonly started: boolean;
}

/** How secrets are written in facts: what kind of value it is, never the value. */
export const secretClass = {
  empty: '(empty)',
  weak: '(guessable)',
  set: '(set)',
  template: '(template)',
} as const;

/** Whether a condition holds. Never throws. */
export function holds(condition: Condition, effective: Effective): boolean {
  switch (condition.type) {
    case 'or':
      return condition.parts.some((part) => holds(part, effective));
    case 'and':
      return condition.parts.every((part) => holds(part, effective));
    case 'not':
      return !holds(condition.part, effective);
    case 'equal':
      return same(textOf(condition.left, effective), textOf(condition.right, effective));
    default:
      return call(condition.name, condition.args, effective);
  }
}

function call(name: ConditionFunction, args: readonly Operand[], effective: Effective): boolean {
  const [first, second] = args;
  if (name === 'started') return effective.started;
  if (first === undefined) return false;
  const value = textOf(first, effective);
  if (name === 'has') return value !== undefined && effective.has(value);
  if (name === 'given') return first.type === 'name' && effective.isGiven(first.name);
  if (name === 'like')
    return likes(value, second === undefined ? undefined : textOf(second, effective));
  return tests[name](value);
}

type Test = (value: string | undefined) => boolean;

const tests: Readonly<
  Record<Exclude<ConditionFunction, 'started' | 'has' | 'given' | 'like'>, Test>
> = {
  set: (value) => value !== undefined && value !== '' && value !== secretClass.empty,
  empty: (value) => value === '' || value === secretClass.empty,
  weak: (value) => value === secretClass.weak || value === secretClass.empty,
  on: (value) => value !== undefined && /^(?:true|yes|on|1|enabled?|y|t)$/i.test(value),
  off: (value) => value !== undefined && /^(?:false|no|off|0|disabled?|n|f|none)$/i.test(value),
  public: (value) => value !== undefined && isPublic(value),
};

/** Whether one of the addresses in a value is reachable from other machines. */
function isPublic(value: string): boolean {
  const addresses = value.split(/[\s,;]+/).filter((part) => part !== '');
  return addresses.some((address) => !isLocal(address));
}

function isLocal(written: string): boolean {
  const address = written
    .replace(/^[-"'[]+|["'\]]+$/g, '')
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^\[/, '');
  if (/^(?:127\.|localhost|::1(?:$|\]|%)|_local_|lo$|loopback)/i.test(address)) return true;
  return /^(?:\/|@|unix:|\.\/|none$|no$|fd:?)/i.test(address) || address === '';
}

function likes(value: string | undefined, pattern: string | undefined): boolean {
  if (value === undefined || pattern === undefined) return false;
  return value.split('\n').some((line) => globMatches(pattern.toLowerCase(), line.toLowerCase()));
}

/** `*` stands for anything. Takes time in proportion to the text. */
export function globMatches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function textOf(operand: Operand, effective: Effective): string | undefined {
  return operand.type === 'text' ? operand.text : effective.valueOf(operand.name);
}

function same(left: string | undefined, right: string | undefined): boolean {
  return (left ?? '').toLowerCase() === (right ?? '').toLowerCase();
}
