import { isCaissonError } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { isList } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { parseBoundedJson } from '../jmespath/json-text.ts';
import { matchesScalar } from '../pattern/scalar.ts';
import { matchesWildcard } from '../wildcard.ts';

/** `AnyIn`, `AllIn`, `AnyNotIn`, `AllNotIn`, and `In`, `NotIn` of old; `undefined` for other operators. */
export function membership(operator: string, key: Json, value: Json): boolean | undefined {
  switch (operator) {
    case 'anyin':
    case 'allin':
    case 'anynotin':
    case 'allnotin':
      return isMember(operator, key, value);
    case 'in':
    case 'notin':
      return isList(key)
        ? isOldSubset(key, value, operator === 'notin')
        : isMember(operator === 'in' ? 'anyin' : 'anynotin', key, value);
    default:
      return undefined;
  }
}

type Operator = 'anyin' | 'allin' | 'anynotin' | 'allnotin';

function isMember(operator: Operator, key: Json, value: Json): boolean {
  if (isList(key)) return isSetMember(operator, key.map(shown), value);
  if (key === null || typeof key === 'object') return false;
  const found = isFound(shown(key), value);
  return found !== undefined && found === !operator.includes('not');
}

/** How Go prints a value in text. */
function shown(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === null) return '<nil>';
  return typeof value === 'object' ? formatJson(value) : String(value);
}

/** Whether one key is among the values; `undefined` for values that are no list and no text. */
function isFound(key: string, value: Json): boolean | undefined {
  if (isList(value)) return value.some((one) => isAlike(shown(one), key));
  if (typeof value !== 'string') return undefined;
  if (matchesWildcard(value, key)) return true;
  if (isRange(value)) return matchesScalar(key, value);
  return valuesIn(value)?.includes(key);
}

function isAlike(a: string, b: string): boolean {
  return matchesWildcard(a, b) || matchesWildcard(b, a);
}

const range = /^[-|+]?\d+(?:\.\d+)?[A-Za-z]*-[-|+]?\d+(?:\.\d+)?[A-Za-z]*$/;

function isRange(text: string): boolean {
  return text.length < 200 && range.test(text);
}

/** A text may be a JSON list of texts; else it is the one value. */
function valuesIn(text: string): readonly string[] | undefined {
  let parsed: Json;
  try {
    parsed = parseBoundedJson(text, 'the value');
  } catch (error) {
    if (isCaissonError(error)) return [text];
    throw error;
  }
  if (parsed === null) return [];
  if (!isList(parsed)) return undefined;
  const texts = parsed.filter((one) => typeof one === 'string');
  return texts.length === parsed.length ? texts : undefined;
}

function isSetMember(operator: Operator, keys: readonly string[], value: Json): boolean {
  if (typeof value === 'string') return isInText(operator, keys, value);
  if (isList(value)) return isIn(operator, keys, value.map(shown));
  // Only the operators on any key know single values that are no text.
  if (value === null || typeof value === 'object' || operator.startsWith('all')) return false;
  return isIn(operator, keys, [shown(value)]);
}

function isInText(operator: Operator, keys: readonly string[], value: string): boolean {
  if (keys.length === 1 && keys[0] === value) return !operator.includes('not');
  if (isRange(value)) return isInRange(operator, keys, value);
  const values = valuesIn(value);
  return values !== undefined && isIn(operator, keys, values);
}

function isInRange(operator: Operator, keys: readonly string[], value: string): boolean {
  switch (operator) {
    case 'anyin':
      return keys.some((key) => matchesScalar(key, value));
    case 'allin':
      return keys.every((key) => matchesScalar(key, value));
    case 'anynotin':
      return keys.some((key) => matchesScalar(key, value.replace('-', '!-')));
    default:
      return !keys.some((key) => matchesScalar(key, value));
  }
}

function isIn(operator: Operator, keys: readonly string[], values: readonly string[]): boolean {
  switch (operator) {
    case 'anyin':
      return keys.some((key) => isAmong(key, values));
    case 'allin':
      return keys.every((key) => isAmong(key, values));
    case 'anynotin':
      return keys.some((key) => !isAmong(key, values));
    default:
      return !keys.some((key) => isAmong(key, values));
  }
}

function isAmong(key: string, values: readonly string[]): boolean {
  return values.some((one) => isAlike(key, one));
}

/** The old operators on lists compare texts as they are: all keys in the values, or one that is not. */
function isOldSubset(keys: readonly Json[], value: Json, isNegated: boolean): boolean {
  if (!keys.every((one) => typeof one === 'string')) return false;
  if (typeof value === 'string' && keys.length === 1 && keys[0] === value) return true;
  const values = typeof value === 'string' ? valuesIn(value) : isList(value) ? value : undefined;
  if (values === undefined || !values.every((one) => typeof one === 'string')) return false;
  const set = new Set<Json>(values);
  return isNegated ? keys.some((one) => !set.has(one)) : keys.every((one) => set.has(one));
}
