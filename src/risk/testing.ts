import type { Component } from '#model/component.ts';
import type { VulnerabilityFacts, VulnerabilityFinding } from '#model/finding.ts';
import type { Severity } from '#model/severity.ts';

/** A library that tests speak of. */
export const library: Component = {
  id: 'pkg:npm/libfoo@1.0.0#/app/package-lock.json',
  purl: 'pkg:npm/libfoo@1.0.0',
  name: 'libfoo',
  version: '1.0.0',
  ecosystem: 'npm',
  presence: 'declared',
  locations: [{ path: '/app/package-lock.json' }],
};

/** A vulnerability of the library with the facts that a test is about; nothing else is known of it. */
export function vulnerability(
  facts: Partial<VulnerabilityFacts>,
  severity: Severity = 'unknown',
): VulnerabilityFinding {
  const id = facts.id ?? 'CVE-2026-0001';
  return {
    kind: 'vulnerability',
    rule: id,
    fingerprint: `fingerprint of ${id}`,
    severity,
    title: `libfoo 1.0.0: ${id}`,
    locations: library.locations,
    vulnerability: {
      id,
      aliases: [],
      component: library,
      state: 'affected',
      cvss: [],
      evidence: [],
      ...facts,
    },
  };
}

/** CVSS v3.1 vectors by what they say: A automatable, T total. */
export const vectors = {
  wormable: cvss('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8),
  local: cvss('CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8),
  remoteLeak: cvss('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5),
  medium: cvss('CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:L', 5),
  low: cvss('CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N', 2),
};

function cvss(vector: string, score: number): VulnerabilityFacts['cvss'][number] {
  return { version: '3.1', vector, score, source: 'nvd' };
}
