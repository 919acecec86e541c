import { faultFindings } from '#check/finding.ts';
import type { Scope } from '#contract/scope.ts';
import type { NodeReport, NodeVariant } from '#model/node-posture.ts';
import type { ScanReport } from '#model/report.ts';
import { checkReport, type ReportWishes } from '../check-report.ts';
import type { Inspectors } from '../inspection.ts';

/** Which node, and what it is. */
export interface NodeRequest extends ReportWishes {
  /** The root of its file system on this machine. */
  readonly root: string;
  readonly variant?: NodeVariant;
  readonly minor?: number;
}

/** What a node says of itself, and the same as a report that gates and outputs understand. */
export interface InspectedNode {
  readonly node: NodeReport;
  readonly report: ScanReport;
}

/** Reads a node and asks every check about it. Throws `input.not-found` without a root. */
export async function inspectNode(
  { root, variant, minor, ...wishes }: NodeRequest,
  given: { readonly inspectors: Inspectors; readonly version: string },
  scope: Scope,
): Promise<InspectedNode> {
  const now = scope.clock();
  const inspection = await given.inspectors.nodes();
  const target = { root, ...(variant && { variant }), ...(minor !== undefined && { minor }) };
  const node = inspection.inspect(target, scope);
  const found = {
    artifact: { kind: 'host', reference: root, source: 'check' } as const,
    findings: faultFindings(node.faults),
    gaps: node.gaps,
    notices: [],
    walked: { files: node.controls.length, bytes: 0 },
  };
  return { node, report: checkReport(found, wishes, { now, version: given.version }, scope) };
}
