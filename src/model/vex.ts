/** Statuses of a VEX statement, in the words of OpenVEX 0.2. */
export const vexStatuses = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;
export type VexStatus = (typeof vexStatuses)[number];

/** Why a product is not affected, in the words of OpenVEX 0.2. */
export const vexJustifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;
export type VexJustification = (typeof vexJustifications)[number];

/** Rules by which a scan itself states that a match does no harm. Permanent, never reused. */
const vexRules = [
  'owned-by-os-package',
  'kernel-headers',
  'no-executable',
  'package-cache',
  'removed-layer',
  'declared-only',
  'go-symbols-not-linked',
  'go-command-not-installed',
  'vendor-not-affected',
] as const;
export type VexRule = (typeof vexRules)[number];

/** What the scan itself states of a finding, with the facts that prove it. The finding stays; gates pass over it. */
export interface VexStatement {
  readonly rule: VexRule;
  readonly status: VexStatus;
  readonly justification?: VexJustification;
  /** One sentence for people. */
  readonly impact: string;
  /** The facts themselves: files, packages, symbols, advisories; never empty, at most 20. */
  readonly evidence: readonly string[];
}
