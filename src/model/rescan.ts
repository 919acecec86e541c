import type { Component } from './component.ts';
import type { VulnerabilityFinding } from './finding.ts';
import type { Severity } from './severity.ts';

/** What newer advisories say about the stored inventories of a machine. */
export interface RescanResult {
  /** How many artifacts are stored, and how many of their components were matched again. */
  readonly artifacts: number;
  readonly matched: number;
  readonly durationMs?: number;
  readonly changes: readonly RescanChange[];
}

/** One component, whatever number of artifacts holds it. */
export interface RescanChange {
  readonly component: Component;
  readonly opened: readonly VulnerabilityFinding[];
  readonly closed: readonly { readonly id: string; readonly severity: Severity }[];
  /** Still there, with another severity, state or fix. */
  readonly altered: readonly VulnerabilityFinding[];
  /** The artifacts that hold it. */
  readonly artifacts: readonly { readonly reference: string; readonly digest?: string }[];
}
