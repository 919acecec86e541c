import { isVersion, type Scheme } from '#version/scheme.ts';
import type { Bound, Interval } from './interval.ts';

/** Longer ranges are none that people write. */
const maxLength = 8192;

/**
 * The intervals of a version range specifier (VERS, purl-spec): `vers:npm/>=1.0.0|<1.2.3|=2.0.0`, constraints in the order of their
 * versions. `undefined` for what is none, and for ranges with `!=`.
 */
export function parseVers(text: string, scheme: Scheme): readonly Interval[] | undefined {
  const list =
    text.length > maxLength ? undefined : /^vers:[a-z0-9.+-]{1,64}\/(.+)$/.exec(text)?.[1];
  if (list === undefined) return undefined;
  if (list.trim() === '*') return [{}];
  const constraints = list.split('|').map((one) => parseConstraint(one.trim(), scheme));
  return constraints.includes(undefined)
    ? undefined
    : paired(constraints.filter((one) => one !== undefined));
}

/** A beginning belongs to the end that follows it; one without an end is open. */
function paired(constraints: readonly Constraint[]): readonly Interval[] {
  const found: Interval[] = [];
  let from: Bound | undefined;
  for (const { kind, bound } of constraints) {
    if (kind === 'point') found.push({ from: bound, to: bound });
    else if (kind === 'from') from = bound;
    else {
      found.push({ ...(from !== undefined && { from }), to: bound });
      from = undefined;
    }
  }
  return from === undefined ? found : [...found, { from }];
}

interface Constraint {
  readonly kind: 'from' | 'to' | 'point';
  readonly bound: Bound;
}

function parseConstraint(text: string, scheme: Scheme): Constraint | undefined {
  const [, operator = '', encoded = ''] = /^(>=|<=|=|>|<)?\s*([^\s<>=!|*]+)$/.exec(text) ?? [];
  const version = decoded(encoded);
  if (version === undefined || !isVersion(scheme, version)) return undefined;
  const bound = { version, isIncluded: operator !== '<' && operator !== '>' };
  if (operator === '' || operator === '=') return { kind: 'point', bound };
  return { kind: operator.startsWith('>') ? 'from' : 'to', bound };
}

function decoded(text: string): string | undefined {
  try {
    return text === '' ? undefined : decodeURIComponent(text);
  } catch {
    return undefined; // no percent-encoded text
  }
}
