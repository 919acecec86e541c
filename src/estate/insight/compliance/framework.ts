/** A framework as data: numbers are facts of its publisher, titles are our own. */
export interface FrameworkText {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly controls: readonly ControlText[];
}

/**
 * `[id, title, ...evidence]`. Without evidence, the checks that name the control answer it; where none does, a person has to. The title
 * may be empty where a check has one. Evidence:
 * - `ref:framework:item` the checks that name that item
 * - `overdue` findings past their date, `scanned` images are scanned, `signed` images are verified
 * - `secret`, `malware`, `credential` findings of that kind
 * - `watched` workloads have a sensor, `incidents` incidents are handled within a week
 * - `part` what is seen answers only a part of it: it can fail, and it never passes alone
 * - `manual` a person has to, whatever is seen
 */
export type ControlText = readonly [id: string, title: string, ...evidence: readonly string[]];
