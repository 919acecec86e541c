import { printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { VexStatement } from '#model/vex.ts';
import { vexJustifications } from '#model/vex.ts';
import { heldByVendor, isAnsweredFor, statementsOfPackage } from './os-packages.ts';
import { byVulnerability, isDenial, type Statement } from './statement.ts';
import type { System } from './system.ts';

/** Gives what the distribution says of a vulnerability in the files of one of its packages. */
export interface Owners {
  /** Whether the component lies in files of a package that the distribution answers for. */
  covers: (component: Component) => boolean;
  statementOn: (component: Component, vulnerability: string) => VexStatement | undefined;
}

/**
 * Libraries and programs in files of OS packages: their distribution patches them under its own versions, so its word on the
 * package counts. Packages are asked once, and only when something in their files matched.
 */
export function ownersOf(components: readonly Component[], system: System): Owners {
  const packages = new Map(
    components.filter((one) => isAnsweredFor(one, system)).map((one) => [one.id, one]),
  );
  const words = new Map<string, ReadonlyMap<string, readonly Statement[]>>();
  function wordsOf(owner: Component): ReadonlyMap<string, readonly Statement[]> {
    const known = words.get(owner.id);
    if (known !== undefined) return known;
    const read = byVulnerability(statementsOfPackage(owner, system).statements, system.index);
    words.set(owner.id, read);
    return read;
  }
  function ownerOf({ owner, ecosystem }: Component): Component | undefined {
    if (owner === undefined || ecosystem === system.ecosystem) return undefined;
    return packages.get(owner);
  }
  return {
    covers: (component) => ownerOf(component) !== undefined,
    statementOn: (component, vulnerability) => {
      const owner = ownerOf(component);
      if (owner === undefined) return undefined;
      const said = wordsOf(owner).get(vulnerability) ?? [];
      return statementOf(owner, vulnerability, said, system);
    },
  };
}

/**
 * The vendor denies it: not affected. The vendor fixed it below the installed version: fixed. The vendor says affected: the
 * package's own finding counts. The vendor says nothing of it: somebody has to look.
 */
function statementOf(
  owner: Component,
  vulnerability: string,
  said: readonly Statement[],
  system: System,
): VexStatement {
  const base = baseOf(owner, system);
  const denials = said.filter(isDenial);
  if (denials.length > 0) return denied(vulnerability, denials, base);
  const held = heldByVendor(said);
  if (held.length > 0)
    return {
      rule: 'owned-by-os-package',
      status: 'affected',
      impact: `counted once, as ${vulnerability} of ${base.named}`,
      evidence: [base.owns, ...sayAll(held)],
    };
  const fixes = said.filter(({ advisory }) => advisory.ranges.some(({ fixed }) => fixed));
  if (fixes.length > 0)
    return {
      rule: 'owned-by-os-package',
      status: 'fixed',
      impact: `${base.vendor} fixed ${vulnerability} in ${base.named} or before`,
      evidence: [base.owns, ...sayAll(fixes)],
    };
  return {
    rule: 'owned-by-os-package',
    status: 'under_investigation',
    impact: `${base.vendor} answers for ${base.named} and does not list ${vulnerability}`,
    evidence: [base.owns, `no advisory of ${base.segments} names ${vulnerability} for it`],
  };
}

interface Base {
  readonly named: string;
  readonly vendor: string;
  readonly segments: string;
  readonly owns: string;
}

function baseOf({ name, version, source }: Component, { os, channels }: System): Base {
  const named = printable(`${name} ${version}`);
  const built =
    source === undefined || source.name === name ? '' : printable(`, built from ${source.name}`);
  return {
    named,
    vendor: printable(os?.title ?? 'the distribution'),
    segments: channels.map(({ segment }) => segment).join(', '),
    owns: `its files are of the package ${named}${built}`,
  };
}

function denied(vulnerability: string, denials: readonly Statement[], base: Base): VexStatement {
  const stated = denials.map(({ advisory }) => advisory.statement);
  const justification = vexJustifications.find((word) => stated.includes(word));
  return {
    rule: 'vendor-not-affected',
    status: 'not_affected',
    ...(justification !== undefined && { justification }),
    impact: `${base.vendor} states that ${base.named} is not affected by ${vulnerability}`,
    evidence: [base.owns, ...sayAll(denials)],
  };
}

/** `DSA-1-1 (osv:Debian:12): fixed, fixed in 1.2-3`. */
function sayAll(statements: readonly Statement[]): readonly string[] {
  const lines = statements.map(({ advisory: { id, feed, state, ranges, statement } }) => {
    const fixes = [...new Set(ranges.flatMap(({ fixed }) => fixed ?? []))].sort();
    const fix = fixes.length > 0 ? `, fixed in ${fixes.join(', ')}` : '';
    return `${id} (${feed}): ${statement ?? state}${fix}`;
  });
  return [...new Set(lines)].sort().slice(0, 16);
}
