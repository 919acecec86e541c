import type { Json } from '#model/json-value.ts';

const units: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const form = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))([eE][+-]?\d{1,3}|[numkMGTPE]|[KMGTPE]i|)$/;

/** An amount of a resource in cores, bytes or pieces (apimachinery, `resource.Quantity`); `undefined` for what is none. */
export function parseQuantity(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const match = form.exec(value);
  return match === null ? undefined : amountOf(match[1] ?? '', match[2] ?? '');
}

function amountOf(digits: string, suffix: string): number {
  if (suffix.length > 1 && !suffix.endsWith('i')) return Number(digits + suffix);
  return Number(digits) * (units[suffix] ?? Number.NaN);
}
