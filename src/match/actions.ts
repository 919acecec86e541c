import type { Advisory, AffectedRange } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import { packageKey } from '#model/package-key.ts';
import { isAffected } from '#version/range.ts';
import { comparatorOf, isVersion, type Scheme } from '#version/scheme.ts';
import { unknownVersion } from './gap.ts';
import {
  type Examination,
  type Judge,
  type Lookup,
  type Statement,
  statementOf,
  verdictsOf,
} from './statement.ts';
import type { System } from './system.ts';

/**
 * Actions of GitHub workflows. They are named by a tag, a branch or a commit: `v4` moves with every release of version 4, so
 * only what is true of all of these is said; of branches and commits nothing is known.
 */
export function examineAction(
  component: Component,
  lookups: readonly Lookup[],
  { index }: System,
  judge: Judge,
): Examination {
  const statements: Statement[] = [];
  let open = 0;
  for (const lookup of lookups) {
    const key = packageKey(component.ecosystem, lookup.name);
    for (const advisory of index.byPackage(lookup.segment, key)) {
      const statement = statementOn(advisory, lookup);
      if (statement === undefined) open += 1;
      else statements.push(statement);
    }
  }
  const gaps = open > 0 ? [unknownVersion(component, component.version, open)] : [];
  return { verdicts: verdictsOf(statements, index, judge), gaps };
}

/** `undefined` where the reference does not decide. */
function statementOn(advisory: Advisory, lookup: Lookup): Statement | undefined {
  const { version, scheme } = lookup;
  if (advisory.versions.includes(version)) return { advisory, lookup, hit: 'listed' };
  const line = lineOf(version);
  if (line === undefined)
    return isRelease(version, scheme) ? statementOf(advisory, lookup) : undefined;
  const [first, last] = line;
  const hit = isAffected(scheme, first, advisory.ranges, []);
  const atEnd = isAffected(scheme, last, advisory.ranges, []);
  if (hit !== undefined && hit === atEnd) return { advisory, lookup, hit };
  const touched = advisory.ranges.some((range) => touches(range, line, scheme));
  return touched || advisory.versions.length > 0 ? undefined : { advisory, lookup };
}

/** The lowest and highest release that `v4` or `v4.1` may stand for. */
function lineOf(reference: string): readonly [string, string] | undefined {
  const line = /^v?(\d{1,5}(?:\.\d{1,9})?)$/.exec(reference)?.[1];
  if (line === undefined) return undefined;
  const rest = line.includes('.') ? [''] : ['', ''];
  return [
    [line, ...rest.map(() => '0')].join('.'),
    [line, ...rest.map(() => '999999999')].join('.'),
  ];
}

/** A commit may begin with a digit and pass for a version. */
function isRelease(version: string, scheme: Scheme): boolean {
  return !/^[0-9a-f]{7,64}$/i.test(version) && isVersion(scheme, version);
}

function touches(
  { introduced, fixed, lastAffected }: AffectedRange,
  [first, last]: readonly [string, string],
  scheme: Scheme,
): boolean {
  const compare = comparatorOf(scheme);
  if (fixed === '0') return false;
  if (introduced !== '0' && compare(introduced, last) > 0) return false;
  if (fixed !== undefined) return compare(fixed, first) > 0;
  return lastAffected === undefined || compare(lastAffected, first) >= 0;
}
