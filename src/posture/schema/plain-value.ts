import { readQuantity } from '#kube/quantity.ts';
import type { Json } from '#model/json-value.ts';
import type { PlainKind } from './api-schema.ts';

/** How people are told what is wanted. */
export const words: Readonly<Record<PlainKind, string>> = {
  text: 'a text',
  truth: 'true or false',
  int32: 'a whole number of 32 bits',
  int64: 'a whole number',
  number: 'a number',
  base64: 'base64',
  quantity: 'a quantity such as 500m or 128Mi',
  'number or text': 'a whole number or a text',
  time: 'a time such as 2024-05-01T12:00:00Z',
  duration: 'a duration such as 30s',
  any: 'anything',
};

/** Whether the decoder of the API server takes the value for a type (`encoding/json`, apimachinery `resource`, `intstr`, `meta/v1`). */
export function isOfKind(value: Json, kind: PlainKind): boolean {
  return tests[kind](value);
}

const tests: Readonly<Record<PlainKind, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  truth: (value) => typeof value === 'boolean',
  int32: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 31,
  // the reader leaves integers beyond 2^53 as text
  int64: (value) =>
    Number.isInteger(value) || (typeof value === 'string' && /^-?\d{16,19}$/.test(value)),
  number: (value) => typeof value === 'number',
  base64: (value) => typeof value === 'string' && isBase64(value),
  quantity: (value) => readQuantity(value) !== undefined,
  'number or text': (value) => Number.isInteger(value) || typeof value === 'string',
  time: (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,40})?(?:Z|[+-]\d\d:\d\d)$/.test(value),
  duration: (value) =>
    typeof value === 'string' &&
    value.length < 100 &&
    /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(value),
  any: () => true,
};

/** Standard alphabet, padded; line ends do not count. */
function isBase64(text: string): boolean {
  const breaks = text.includes('\n') || text.includes('\r');
  const plain = breaks ? text.replace(/[\r\n]+/g, '') : text;
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}

/** The same value in the wanted type, where that is clear; `written` is how it stands in the file. */
export function betterValue(value: Json, kind: PlainKind, written?: string): Json | undefined {
  if (typeof value === 'number' || typeof value === 'boolean')
    return kind === 'text' ? (written ?? String(value)) : undefined;
  if (typeof value !== 'string') return undefined;
  if (kind === 'truth') return truths.get(value);
  if (kind === 'int32' || kind === 'int64')
    return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  return undefined;
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
