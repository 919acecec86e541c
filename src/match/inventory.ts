import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Matcher } from '#contract/matcher.ts';
import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Match } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import type { VexRule } from '#model/vex.ts';
import { type Excuses, excusesOf, type Included, isSystem } from './excuse.ts';
import { mergeGaps } from './gap.ts';
import { examineLibrary, languageMatcher } from './languages.ts';
import { examinePackage, osPackageMatcher } from './os-packages.ts';
import { isKernelHeaders } from './package-class.ts';
import { type Examination, matchesOf } from './statement.ts';
import { type System, systemOf } from './system.ts';

/** All matchers; each ecosystem belongs to exactly one. */
export const matchers: readonly Matcher[] = [osPackageMatcher, languageMatcher];

/**
 * Which kinds of components count: `includeDeclared` what lock files in images only declare, `kernelHeaders` kernel headers,
 * `includeRemoved` what a later layer removed. The others get a VEX statement with the proof. With `autoVex: false` nothing
 * is stated: these kinds are left out unless included, and everything else counts.
 */
export interface MatchOptions extends Included {
  readonly autoVex?: boolean;
}

/** Why a component was not asked about; only where nothing may be stated. */
type SkipReason = 'declared' | 'removed' | 'kernel-headers';

export interface MatchResult {
  readonly matches: readonly Match[];
  readonly gaps: readonly Gap[];
  /** How many vulnerabilities in components each rule speaks of. */
  readonly stated: ReadonlyMap<VexRule, number>;
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
  const system = systemOf({ index, ...(inventory.os && { os: inventory.os }) });
  const excuses = excusesOf(inventory, system, options);
  const asked = inventory.components.filter(
    (one) => skipReason(one, inventory, options) === undefined,
  );
  const results = asked.map((component) => resultOf(component, system, excuses, options));
  return {
    matches: results.flatMap((result) => result.matches),
    gaps: mergeGaps(results.flatMap((result) => result.gaps)),
    stated: countRules(results),
    skipped: inventory.components.flatMap((component) => {
      const reason = skipReason(component, inventory, options);
      return reason === undefined ? [] : [{ component, reason }];
    }),
  };
}

interface ComponentResult {
  readonly matches: readonly Match[];
  readonly gaps: readonly Gap[];
  readonly rules: readonly VexRule[];
}

function resultOf(
  component: Component,
  system: System,
  excuses: Excuses,
  options: MatchOptions,
): ComponentResult {
  const { verdicts, gaps } = examine(component, system);
  if (!isStating(options)) {
    return { matches: verdicts.flatMap((one) => matchesOf(component, one)), gaps, rules: [] };
  }
  if (verdicts.length === 0 && gaps.length === 0) return { matches: [], gaps, rules: [] };
  const vexOf = excuses.ofVerdicts(component);
  const found = verdicts.map((verdict) => {
    const vex = vexOf(verdict);
    return {
      matches: matchesOf(component, verdict, vex),
      rules: vex === undefined ? [] : [vex.rule],
    };
  });
  return {
    matches: found.flatMap((one) => one.matches),
    gaps: gaps.length > 0 && isExcused(component, excuses) ? [] : gaps,
    rules: found.flatMap((one) => one.rules),
  };
}

function isStating({ autoVex }: MatchOptions): boolean {
  return autoVex !== false;
}

function countRules(results: readonly ComponentResult[]): ReadonlyMap<VexRule, number> {
  const counts = new Map<VexRule, number>();
  for (const rule of results.flatMap(({ rules }) => rules))
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

function examine(component: Component, system: System): Examination {
  return isOperatingSystemEcosystem(component.ecosystem)
    ? examinePackage(component, system)
    : examineLibrary(component, system);
}

/** Whether all that could be said of a component is excused, so that what is not known of it is no lack. */
function isExcused(component: Component, excuses: Excuses): boolean {
  return excuses.ofComponent(component) !== undefined || excuses.owners.covers(component);
}

function skipReason(
  component: Component,
  inventory: Inventory,
  options: MatchOptions,
): SkipReason | undefined {
  if (isStating(options)) return undefined;
  const { presence } = component;
  if (presence === 'removed') return options.includeRemoved === true ? undefined : 'removed';
  if (presence === 'declared' && isSystem(inventory) && !options.includeDeclared) return 'declared';
  if (isKernelHeaders(component) && options.kernelHeaders !== true) return 'kernel-headers';
  return undefined;
}
