import type { Output } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from './clean.ts';
import { detailOf } from './kind/detail.ts';
import { openFindings } from './summary.ts';

/** `path:line:column: severity: message [id]`: what editors and the problem matchers of CI systems read. */
export const linesOutput: Output = {
  kind: 'output',
  id: 'lines',
  revision: 1,
  title: 'one line for each finding, as compilers write them',
  mediaType: 'text/plain; charset=utf-8',
  extension: 'txt',
  *render(report) {
    const shown = openFindings(report).filter((judged) => judged.shown);
    for (const judged of shown.toSorted(byPlace)) yield lineOf(judged);
    for (const gap of gapsOf(report)) yield gapLine(gap);
    for (const { text } of report.decision.verdict === 'deny' ? report.decision.reasons : [])
      yield `# denied: ${clean(text, 500)}\n`;
    for (const { name, newest } of report.database.segments)
      yield `# newest advisory for ${clean(name, 60)}: ${clean(newest, 40)}\n`;
  },
};

function byPlace(one: JudgedFinding, other: JudgedFinding): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function placeOf({ finding }: JudgedFinding) {
  const [{ path, line = 1, column = 1 } = { path: '/' }] = finding.locations;
  return { path, line, column };
}

function lineOf({ finding }: JudgedFinding): string {
  const [place = { path: '/' }] = finding.locations;
  const { ids, statement } = detailOf(finding);
  const at = `${clean(place.path, 1000)}:${place.line ?? 1}:${place.column ?? 1}`;
  const known = ids.slice(0, 3).map((id) => clean(id, 100));
  return `${at}: ${finding.severity}: ${statement} [${known.join(' ')}]\n`;
}

function gapsOf({ inventory, gaps }: ScanReport): readonly Gap[] {
  return [...inventory.gaps, ...gaps];
}

function gapLine({ location, reason, detail }: Gap): string {
  const at = `${clean(location.path, 1000)}:${location.line ?? 1}:${location.column ?? 1}`;
  return `${at}: not examined: ${clean(detail, 500)} [${reason}]\n`;
}
