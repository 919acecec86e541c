import type { ScanReport } from '#model/report.ts';
import { cleanProse } from '../clean.ts';
import { faultyObjects } from '../kube/scan/object-groups.ts';
import { openFindings } from '../summary.ts';
import { controlTables } from './cluster/controls.ts';
import { objectList } from './cluster/objects.ts';
import { namespaceTable, scoreCard } from './cluster/score.ts';
import { clusterSteps } from './cluster/steps.ts';
import { html, type Markup } from './markup.ts';
import { placedSections } from './placed.ts';

/** The parts of a page about a cluster: how it stands, what to do first, and what is wrong by namespace, object and control. */
export function* clusterSections(report: ScanReport): Generator<Markup> {
  const { posture } = report;
  if (posture === undefined) return;
  const open = openFindings(report);
  const { workloads, others } = faultyObjects(open, posture.workloads);
  yield* scoreCard(posture);
  yield* clusterSteps(posture, open);
  yield* placedSections(withoutObjects(report));
  yield* namespaceTable(posture);
  const note = 'Lowest score first; what is wrong in the very same way is told once.';
  yield* objectList({ id: 'workloads', title: 'Workloads', note }, workloads);
  yield* objectList({ id: 'objects', title: 'Other objects', note: 'Worst first.' }, others);
  yield* controlTables(open);
  yield notices(report);
}

/** Things that one should know and that are no findings. */
function notices({ notices: all }: ScanReport): Markup {
  if (all.length === 0) return html``;
  return html`<section class="notice" aria-label="Notices"><ul>${all.slice(0, 50).map((text) => html`<li>${cleanProse(text)}</li>`)}</ul></section>\n`;
}

/** What is not about an object (secrets in files) has cards as in other reports. */
function withoutObjects(report: ScanReport): ScanReport {
  const findings = report.findings.filter(
    ({ finding }) => !('fault' in finding && finding.fault.object !== undefined),
  );
  return { ...report, findings };
}

/** Links to those parts that are there. */
export function clusterLinks(
  report: ScanReport,
): readonly (readonly [id: string, title: string])[] {
  const { posture } = report;
  if (posture === undefined) return [];
  const open = openFindings(report);
  const { workloads, others } = faultyObjects(open, posture.workloads);
  const hasControls = open.some(
    ({ finding }) => 'fault' in finding && (finding.fault.controls ?? []).length > 0,
  );
  const hasSecrets = open.some(({ finding }) => finding.kind === 'secret');
  return [
    ['posture', 'Posture'],
    ['first', 'What to do first'],
    ...(hasSecrets ? [['secret', 'Secrets'] as const] : []),
    ...(posture.namespaces.length > 0 ? [['namespaces', 'Namespaces'] as const] : []),
    ...(workloads.length > 0 ? [['workloads', 'Workloads'] as const] : []),
    ...(others.length > 0 ? [['objects', 'Other objects'] as const] : []),
    ...(hasControls ? [['controls', 'Controls'] as const] : []),
    ['findings', 'Findings'],
    ['coverage', 'Not examined'],
  ];
}
