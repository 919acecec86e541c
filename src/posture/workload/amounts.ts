import { fieldOf, isObject, valueAt } from '#kube/json.ts';
import type { Container } from '#kube/pods.ts';
import { readQuantity } from '#kube/quantity.ts';
import type { Json } from '#model/json-value.ts';

/** A resource of a container and what is wrong with it. */
export interface AmountFault {
  readonly list: 'requests' | 'limits';
  readonly resource: string;
  readonly message: string;
}

/** Requests that the API server refuses beside their limits. */
export function* excesses({ body }: Container): Generator<AmountFault> {
  const limits = valueAt(body, ['resources', 'limits']);
  for (const [resource, value] of amountsOf(body, 'requests')) {
    const request = readQuantity(value);
    const limit = fieldOf(limits, resource) ?? null;
    if (request === undefined || fits(resource, request, limit)) continue;
    const against = limit === null ? 'without a limit' : `with a limit of ${shown(limit)}`;
    const message = `requests ${shown(value)} of ${resource} ${against}`;
    yield { list: 'requests', resource, message };
  }
}

/** Devices and huge pages cannot be shared: their request is their limit. */
function fits(resource: string, request: number, limit: Json): boolean {
  const isExact =
    resource.startsWith('hugepages-') ||
    (resource.includes('/') && !resource.startsWith('kubernetes.io/'));
  if (limit === null) return !isExact;
  const most = readQuantity(limit);
  if (most === undefined) return true;
  return isExact ? request === most : request <= most;
}

/** Amounts that are no quantity, or by a thousandfold not what was meant. */
export function* oddAmounts({ body }: Container): Generator<AmountFault> {
  for (const list of ['requests', 'limits'] as const) {
    for (const [resource, value] of amountsOf(body, list)) {
      const odd = oddity(resource, value);
      const message = `writes ${shown(value)} for ${resource}: ${odd ?? ''}`;
      if (odd !== undefined) yield { list, resource, message };
    }
  }
}

function oddity(resource: string, value: Json): string | undefined {
  if (value === null || (typeof value === 'string' && /[${}]/.test(value))) return undefined;
  const amount = readQuantity(value);
  if (amount === undefined) return 'that is no quantity';
  if (amount < 0) return 'that is less than nothing';
  const [least, most, unit] = usual.get(resource) ?? [0, Infinity, ''];
  return amount !== 0 && (amount < least || amount >= most)
    ? `that is ${amount} ${unit}`
    : undefined;
}

/** What nobody means to go below, or to reach. */
const usual: ReadonlyMap<string, readonly [number, number, string]> = new Map([
  ['cpu', [0, 256, 'processors']],
  ['memory', [1_000_000, Infinity, 'bytes']],
  ['ephemeral-storage', [1_000_000, Infinity, 'bytes']],
]);

function amountsOf(body: Json, list: string): readonly (readonly [string, Json])[] {
  const amounts = valueAt(body, ['resources', list]);
  return isObject(amounts) ? Object.entries(amounts) : [];
}

/** An amount as it is written, for people. */
export function shown(value: Json): string {
  return typeof value === 'string' ? value.slice(0, 64) : JSON.stringify(value).slice(0, 64);
}
