import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { MatchContext, Matcher } from '#contract/matcher.ts';
import type { Component } from '#model/component.ts';
import { type Ecosystem, isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Match } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import { mergeGaps } from './gap.ts';
import { languageMatcher } from './languages.ts';
import { osPackageMatcher, segmentFor } from './os-packages.ts';

/** All matchers; each ecosystem belongs to exactly one. */
export const matchers: readonly Matcher[] = [osPackageMatcher, languageMatcher];

/**
 * `includeDeclared` also matches what lock files in images and containers only declare. `kernelHeaders` also matches
 * kernel headers, whose advisories are about the kernel that a container does not bring.
 */
export interface MatchOptions {
  readonly includeDeclared: boolean;
  readonly kernelHeaders?: boolean;
}

/** Why a component was not asked about: never silently. */
type SkipReason = 'declared' | 'removed' | 'kernel-headers';

export interface MatchResult {
  readonly matches: readonly Match[];
  readonly gaps: readonly Gap[];
  /** Libraries in files of an OS package: its distribution answers for them, so language advisories were not asked. */
  readonly covered: readonly Component[];
  readonly skipped: readonly { readonly component: Component; readonly reason: SkipReason }[];
}

/**
 * Runs all matchers over an inventory. The same inventory and index always give the same result, in the order of the
 * components. A segment without data makes one gap for the whole artifact.
 */
export function matchInventory(
  inventory: Inventory,
  index: AdvisoryIndex,
  options: MatchOptions,
): MatchResult {
  const context: MatchContext = { index, ...(inventory.os && { os: inventory.os }) };
  const owners = answeredFor(inventory, context);
  const covered: Component[] = [];
  const skipped: { component: Component; reason: SkipReason }[] = [];
  const asked: Component[] = [];
  for (const component of inventory.components) {
    const reason = skipReason(component, inventory, options);
    if (reason !== undefined) skipped.push({ component, reason });
    else if (isCovered(component, owners)) covered.push(component);
    else asked.push(component);
  }
  const found = asked.flatMap((component) => [
    ...matcherOf(component.ecosystem).match(component, context),
  ]);
  return {
    matches: found.filter((item): item is Match => !isGap(item)),
    gaps: mergeGaps(found.filter(isGap)),
    covered,
    skipped,
  };
}

function isGap(item: Match | Gap): item is Gap {
  return 'type' in item;
}

function matcherOf(ecosystem: Ecosystem): Matcher {
  return isOperatingSystemEcosystem(ecosystem) ? osPackageMatcher : languageMatcher;
}

/** OS packages that the index has advisories for: without any, nobody would answer for the libraries in them. */
function answeredFor({ components }: Inventory, { os, index }: MatchContext): ReadonlySet<string> {
  return new Set(
    components
      .filter((component) => segmentFor(component, os, index) !== undefined)
      .map((component) => component.id),
  );
}

function isCovered(component: Component, owners: ReadonlySet<string>): boolean {
  if (isOperatingSystemEcosystem(component.ecosystem)) return false;
  return component.owner !== undefined && owners.has(component.owner);
}

function skipReason(
  component: Component,
  inventory: Inventory,
  options: MatchOptions,
): SkipReason | undefined {
  if (component.presence === 'removed') return 'removed';
  if (component.presence === 'declared' && isSystem(inventory) && !options.includeDeclared)
    return 'declared';
  if (isKernelHeaders(component) && options.kernelHeaders !== true) return 'kernel-headers';
  return undefined;
}

/** Whether the artifact is something that runs, where what is installed counts, and not the sources of it. */
function isSystem({ artifact, os }: Inventory): boolean {
  return os !== undefined || !['filesystem', 'sbom'].includes(artifact.kind);
}

const headerPackages: ReadonlySet<string> = new Set([
  'linux-libc-dev',
  'linux-headers',
  'kernel-headers',
  'linux-api-headers',
]);

function isKernelHeaders(component: Component): boolean {
  return isOperatingSystemEcosystem(component.ecosystem) && headerPackages.has(component.name);
}
