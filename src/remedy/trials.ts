import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Finding, VulnerabilityFinding } from '#model/finding.ts';
import { schemeOfEcosystem } from '#version/scheme.ts';
import type { Trial } from './simulate.ts';
import { type Fixes, fixesOf, isMajor, targetOf } from './target.ts';

/** The open vulnerabilities of one component. */
export interface Affected {
  readonly component: Component;
  readonly findings: readonly VulnerabilityFinding[];
}

/** Vulnerabilities by component, in the order of the ids, whatever the order of the findings. */
export function affectedComponents(findings: readonly Finding[]): readonly Affected[] {
  const groups = new Map<string, VulnerabilityFinding[]>();
  for (const finding of findings) {
    if (finding.kind !== 'vulnerability') continue;
    const { id } = finding.vulnerability.component;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [finding]);
    else group.push(finding);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const component = group[0]?.vulnerability.component;
      return component === undefined ? [] : [{ component, findings: inOrder(group) }];
    });
}

/** What to try: for every component the version that ends most, and where that is a major step, a compatible one as well. */
export function trialsOf(affected: readonly Affected[]): {
  readonly full: readonly Trial[];
  readonly compatible: readonly Trial[];
} {
  const full: Trial[] = [];
  const compatible: Trial[] = [];
  for (const { component, findings } of affected) {
    const scheme = schemeOfEcosystem(component.ecosystem);
    const fixes = findings.flatMap((finding) => fixesOf(finding, scheme) ?? []);
    const trial = { component, findings, fixes };
    const to = targetOf(fixes, scheme);
    if (to === undefined || component.presence === 'removed') continue;
    full.push({ ...trial, to });
    const small = compatibleTarget(component, fixes, to);
    if (small !== undefined) compatible.push({ ...trial, fixes: [], to: small });
  }
  return { full, compatible };
}

function compatibleTarget(
  { ecosystem, version }: Component,
  fixes: readonly Fixes[],
  to: string,
): string | undefined {
  if (isOperatingSystemEcosystem(ecosystem) || !isMajor(version, to, ecosystem)) return undefined;
  return targetOf(
    fixes,
    schemeOfEcosystem(ecosystem),
    (wanted) => !isMajor(version, wanted, ecosystem),
  );
}

function inOrder(group: readonly VulnerabilityFinding[]): readonly VulnerabilityFinding[] {
  return group.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}
