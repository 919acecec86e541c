import type { DestinationTarget } from '#contract/delivery.ts';
import type { SqlRow } from '#contract/sql.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { idOf, listOf, numberOf, optionalNumberOf, textOf } from '../row.ts';

/** A destination as it is stored; its secrets are sealed. */
export interface StoredDestination {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly format: DestinationTarget['format'];
  readonly address: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Sealed JSON object of texts; empty where there are none. */
  readonly sealed: string;
  readonly secretNames: readonly string[];
  /** Kinds of changes, with stars; none: everything. */
  readonly kinds: readonly string[];
  readonly minimum: string;
  readonly allowPrivate: boolean;
  readonly enabled: boolean;
  readonly version: number;
  /** `seq` of the last change that was looked at for it. */
  readonly position: number;
  /** Transport failures since the last success. */
  readonly failures: number;
  readonly brokenUntil: number;
  /** Why a person must look; empty where nobody must. */
  readonly attention: string;
  readonly lastError: string;
  readonly lastDelivered?: number;
  readonly delivered: number;
  readonly failed: number;
}

/** Reads a row of `destination`. */
export function toDestination(row: SqlRow): StoredDestination {
  const lastDelivered = optionalNumberOf(row, 'last_delivered');
  return {
    id: idOf(row),
    name: textOf(row, 'name'),
    kind: textOf(row, 'kind'),
    format: formatOf(textOf(row, 'format')),
    address: textOf(row, 'address'),
    settings: textsOf(textOf(row, 'settings')),
    sealed: textOf(row, 'sealed'),
    secretNames: listOf(row, 'secret_names'),
    kinds: listOf(row, 'kinds'),
    minimum: textOf(row, 'minimum'),
    allowPrivate: numberOf(row, 'allow_private') === 1,
    enabled: numberOf(row, 'enabled') === 1,
    version: numberOf(row, 'version'),
    position: numberOf(row, 'position'),
    failures: numberOf(row, 'failures'),
    brokenUntil: numberOf(row, 'broken_until'),
    attention: textOf(row, 'attention'),
    lastError: textOf(row, 'last_error'),
    ...(lastDelivered === undefined ? {} : { lastDelivered }),
    delivered: numberOf(row, 'delivered'),
    failed: numberOf(row, 'failed'),
  };
}

/** The members of a JSON object that are texts; a name like `__proto__` is a name like any other. */
export function textsOf(text: string): Readonly<Record<string, string>> {
  const value = parseJson(text, 'a stored object');
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function formatOf(text: string): DestinationTarget['format'] {
  return text === 'ecs' || text === 'cef' || text === 'json' ? text : 'ocsf';
}
