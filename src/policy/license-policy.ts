import { parseDocument } from 'yaml';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { printable, quote } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { LicenseFinding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import { parsePurl } from '#model/purl.ts';
import { type Severity, severities } from '#model/severity.ts';
import { purlCovers } from './cover/purl-cover.ts';
import { globMatches } from './glob.ts';
import { type LicenseTree, licensesIn, parseLicenseExpression } from './license-expression.ts';
import { licenseGroups } from './license-groups.ts';

const Patterns = z
  .array(z.string().min(1).max(200))
  .max(1000)
  .describe('SPDX ids with * for any text, or group:NAME');

/** The licence policy, `.caisson-licenses.yaml`. Strict: a misspelt key would silently allow more. */
const LicensePolicyFile = z.strictObject({
  allow: Patterns.optional(),
  deny: Patterns.optional(),
  unknown: z.enum(['allow', 'deny']).default('allow'),
  severity: z.enum(severities).default('medium'),
  packages: z
    .array(
      z.strictObject({
        package: z.string().startsWith('pkg:'),
        license: z.string().min(1).max(1000).optional(),
        reason: z.string().min(1),
      }),
    )
    .max(10_000)
    .default([]),
});

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

/** Reads a licence policy (YAML). Throws `usage.invalid-config` with every fault in it. */
export function parseLicensePolicy(text: string, name: string): LicensePolicy {
  const document = parseDocument(text, { logLevel: 'error' });
  const parsed = LicensePolicyFile.safeParse(document.toJS({ maxAliasCount: 100 }));
  const [fault] = document.errors;
  const message = fault?.message ?? (parsed.success ? undefined : z.prettifyError(parsed.error));
  if (!parsed.success || message !== undefined)
    throw new CaissonError(
      'usage.invalid-config',
      `the licence policy ${quote(name)} is not valid:\n${message ?? ''}`,
      { hint: 'give "allow" or "deny" with SPDX ids such as MIT, GPL-* or group:permissive' },
    );
  checkGroups([...(parsed.data.allow ?? []), ...(parsed.data.deny ?? [])], name);
  for (const entry of parsed.data.packages) parsePurl(entry.package);
  return { ...parsed.data, name };
}

function checkGroups(patterns: readonly string[], name: string): void {
  const wrong = patterns.find(
    (pattern) => pattern.startsWith('group:') && !licenseGroups.has(pattern.slice(6)),
  );
  if (wrong === undefined) return;
  throw new CaissonError(
    'usage.invalid-config',
    `the licence policy ${quote(name)} names the unknown group ${quote(wrong)}`,
    { hint: `groups are ${[...licenseGroups.keys()].join(', ')}` },
  );
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
