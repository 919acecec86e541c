import { sha256Hex } from '#kit/hash.ts';
import { printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { LicenseFinding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Severity } from '#model/severity.ts';
import { purlCovers } from './cover/purl-cover.ts';
import { globMatches } from './glob.ts';
import { type LicenseTree, licensesIn, parseLicenseExpression } from './license-expression.ts';
import { licenseGroups } from './license-groups.ts';

/** What licences a person accepts: what `deny` names never, with `allow` nothing else, for `packages` what is said there. */
export interface LicensePolicy {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
  readonly unknown: 'allow' | 'deny';
  readonly severity: Severity;
  readonly packages: readonly {
    readonly package: string;
    readonly license?: string | undefined;
    readonly reason: string;
  }[];
  /** The file, for messages. */
  readonly name: string;
}

/** A finding for each component whose licence the policy does not allow. Removed and merely declared ones count too. */
export function licenseFindings(
  { components }: Inventory,
  policy: LicensePolicy,
): readonly LicenseFinding[] {
  return components
    .filter(({ presence }) => presence !== 'removed')
    .flatMap((component) => findingOf(component, policy) ?? []);
}

function findingOf(component: Component, policy: LicensePolicy): LicenseFinding | undefined {
  const entry = policy.packages.find((one) => purlCovers(one.package, component.purl));
  if (entry !== undefined && entry.license === undefined) return undefined;
  const expression = entry?.license ?? expressionOf(component);
  const fault = expression === '' ? unknownFault(policy) : faultOf(expression, policy);
  if (fault === undefined) return undefined;
  const rule = expression === '' ? 'license/unknown' : 'license/not-allowed';
  const shown = expression === '' ? 'states no licence' : `is under ${expression}`;
  return {
    kind: 'license',
    rule,
    fingerprint: sha256Hex(`license\n${component.purl}\n${fault.rule}`),
    severity: policy.severity,
    title: printable(`${component.name} ${component.version} ${shown}`),
    locations: component.locations,
    license: { component, expression, ...fault },
  };
}

interface Fault {
  readonly offending: readonly string[];
  readonly rule: string;
}

function unknownFault({ unknown }: LicensePolicy): Fault | undefined {
  return unknown === 'deny' ? { offending: [], rule: 'unknown: deny' } : undefined;
}

/** All licences of a component hold at once. What is no SPDX expression stands for itself. */
function expressionOf({ licenses = [] }: Component): string {
  const parts = licenses.flatMap(({ expression, raw }) => expression ?? raw ?? []);
  if (parts.length < 2) return parts[0] ?? '';
  return [...new Set(parts)]
    .map((part) => (/\bOR\b/i.test(part) ? `(${part})` : part))
    .join(' AND ');
}

function faultOf(expression: string, policy: LicensePolicy): Fault | undefined {
  const tree = parseLicenseExpression(expression) ?? {
    kind: 'license',
    text: expression.slice(0, 200),
  };
  if (isAllowed(tree, policy)) return undefined;
  const offending = licensesIn(tree).filter(
    (text) => !isAllowed({ kind: 'license', text }, policy),
  );
  const [first = ''] = offending;
  const denied = matching(policy.deny, first);
  return { offending, rule: denied === undefined ? 'allow' : `deny: ${denied}` };
}

/** Of alternatives one is enough, of licences that hold together all must be allowed. */
function isAllowed(tree: LicenseTree, policy: LicensePolicy): boolean {
  if (tree.kind !== 'license') {
    const isLeft = isAllowed(tree.left, policy);
    if (isLeft === (tree.kind === 'or')) return isLeft;
    return isAllowed(tree.right, policy);
  }
  if (policy.allow !== undefined && matching(policy.allow, tree.text) === undefined) return false;
  return matching(policy.deny, tree.text) === undefined;
}

/** The first pattern that names a licence. `GPL-2.0+` is looked for as `GPL-2.0-or-later` too. */
function matching(patterns: readonly string[] | undefined, license: string): string | undefined {
  const names = [license, license.replace(/\+(?= |$)/, '-or-later')];
  return patterns?.find((pattern) => {
    if (pattern.startsWith('group:'))
      return names.some((name) => groupOf(name) === pattern.slice(6));
    return names.some((name) => fits(pattern, name));
  });
}

function groupOf(license: string): string | undefined {
  for (const [group, patterns] of licenseGroups)
    if (patterns.some((pattern) => fits(pattern, license))) return group;
  return undefined;
}

/** A pattern without an exception also names the licence with one. */
function fits(pattern: string, license: string): boolean {
  const [bare = license] = pattern.includes(' WITH ') ? [license] : license.split(' WITH ');
  return globMatches(pattern.toLowerCase(), bare.toLowerCase());
}
