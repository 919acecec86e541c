import type { RenderOptions } from '#contract/output.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Component } from '#model/component.ts';
import type { VulnerabilityFacts } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { detailOf } from '../kind/detail.ts';
import { compareText } from '../summary.ts';
import { type Assessment, assessmentOf } from '../vex.ts';

/** What a VEX document says of one vulnerability in one component. */
export interface Statement {
  readonly vulnerability: VulnerabilityFacts;
  readonly component: Component;
  readonly assessment: Assessment;
  /** What to do about it, for a person. */
  readonly fix: string;
}

/**
 * The statements of a report, ordered by vulnerability and component: what the scan proves and what people state; with
 * `options.vexAffected` also that everything else is affected. Where two findings say different things of the same component,
 * the more cautious one stands.
 */
export function statementsOf(report: ScanReport, options: RenderOptions): readonly Statement[] {
  const statements = new Map<string, Statement>();
  for (const judged of report.findings) {
    const { finding } = judged;
    if (finding.kind !== 'vulnerability') continue;
    const { vulnerability } = finding;
    const { component } = vulnerability;
    const assessment = assessmentOf(judged) ?? affected;
    const key = JSON.stringify([vulnerability.id, component.purl]);
    const known = statements.get(key);
    if (known !== undefined && caution(known.assessment) >= caution(assessment)) continue;
    statements.set(key, { vulnerability, component, assessment, fix: detailOf(finding).fix });
  }
  return [...statements]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, statement]) => statement)
    .filter(({ assessment }) => assessment !== affected || options.vexAffected === true);
}

/** A name of the document that follows from what it says: the same statements give the same one. */
export function statementsHash(report: ScanReport, statements: readonly Statement[]): string {
  const said = statements.map(({ vulnerability, component, assessment }) => [
    vulnerability.id,
    component.purl,
    assessment.status,
    assessment.justification ?? '',
    assessment.statement,
  ]);
  const { reference, digest } = report.inventory.artifact;
  return sha256Hex(JSON.stringify([reference, digest ?? '', said]).toWellFormed());
}

const affected: Assessment = {
  status: 'affected',
  statement: 'found by the scan, nothing else is stated',
  by: 'scan',
};

const cautions = { not_affected: 0, fixed: 1, under_investigation: 2, affected: 3 } as const;

function caution({ status }: Assessment): number {
  return cautions[status];
}
