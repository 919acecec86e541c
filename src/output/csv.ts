import type { Output, RenderOptions } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from './clean.ts';
import { detailOf } from './kind/detail.ts';
import { secretWords } from './kind/secret.ts';
import { fieldOf, objectName } from './kube/object-words.ts';
import { comparisonOf } from './order.ts';
import { allGaps, dataAgeLine } from './summary.ts';
import { assessmentOf } from './vex.ts';
import { exceptionSentence } from './why.ts';

const columns = [
  'kind',
  'id',
  'aliases',
  'tier',
  'score',
  'severity',
  'package',
  'version',
  'fixed_version',
  'state',
  'known_exploited',
  'epss',
  'part',
  'new',
  'status',
  'statement',
  'path',
  'line',
  'column',
  'end_line',
  'end_column',
  'title',
  'message',
  'remediation',
  'excerpt',
  'hidden',
  'commit',
  'layer',
  'dependency_path',
  'purl',
  'fingerprint',
  'object',
  'field',
] as const;
type Row = Readonly<Partial<Record<(typeof columns)[number], string>>>;

/**
 * One row per finding, then one per gap, then the decision and the data (RFC 4180, UTF-8). Cells that a spreadsheet would take
 * for a formula begin with an apostrophe.
 */
export const csvOutput: Output = {
  kind: 'output',
  id: 'csv',
  revision: 1,
  title: 'CSV, one row per finding',
  mediaType: 'text/csv; charset=utf-8',
  extension: 'csv',
  *render(report, options) {
    yield `${columns.join(',')}\r\n`;
    for (const row of rows(report, options))
      yield `${columns.map((name) => cell(row[name] ?? '')).join(',')}\r\n`;
  },
};

function* rows(report: ScanReport, options: RenderOptions): Generator<Row> {
  for (const judged of report.findings.toSorted(comparisonOf(options.sort)))
    yield findingRow(judged);
  for (const gap of allGaps(report)) yield gapRow(gap);
  const { verdict, policy, reasons } = report.decision;
  yield {
    kind: 'decision',
    id: verdict,
    statement: [policy, ...reasons.map(({ text }) => text)].join('; '),
  };
  yield {
    kind: 'data',
    id: report.database.build,
    statement: dataAgeLine(report.database, options),
  };
}

function findingRow(judged: JudgedFinding): Row {
  const { finding } = judged;
  const { ids, subject, version, fixedVersion } = detailOf(finding);
  const component = componentOfFinding(finding);
  const [place = { path: '' }] = finding.locations;
  const isPlaced = finding.kind === 'secret' || 'fault' in finding;
  return {
    kind: finding.kind,
    id: finding.rule,
    aliases: ids.slice(1).join(' '),
    severity: finding.severity,
    package: isPlaced ? '' : subject,
    version,
    fixed_version: fixedVersion ?? '',
    path: finding.locations.map(({ path }) => path).join(' '),
    purl: component?.purl ?? '',
    fingerprint: finding.fingerprint,
    title: finding.title,
    ...placeCells(place),
    ...riskCells(judged),
    ...vulnerabilityCells(judged),
    ...placedCells(finding),
  };
}

function placeCells({ line, column, endLine, endColumn, layer, commit }: Location): Row {
  return {
    ...(line !== undefined && { line: `${line}` }),
    ...(column !== undefined && { column: `${column}` }),
    ...(endLine !== undefined && { end_line: `${endLine}` }),
    ...(endColumn !== undefined && { end_column: `${endColumn}` }),
    ...(layer !== undefined && { layer }),
    ...(commit !== undefined && { commit }),
  };
}

/** What secrets and faults say beyond their place. */
function placedCells(finding: Finding): Row {
  if (finding.kind === 'secret') {
    const { secret } = finding;
    return {
      message: secretWords(secret),
      remediation: secret.remediation,
      excerpt: secret.excerpt,
      hidden: secret.hidden?.state ?? '',
    };
  }
  if (!('fault' in finding)) return {};
  const { message, remediation, hidden, object } = finding.fault;
  return {
    message,
    remediation,
    hidden: hidden?.state ?? '',
    ...(object !== undefined && { object: objectName(object), field: fieldOf(finding.fault) }),
  };
}

function riskCells(judged: JudgedFinding): Row {
  const { finding, exception } = judged;
  const assessment = assessmentOf(judged);
  return {
    ...(finding.risk !== undefined && {
      tier: finding.risk.tier,
      score: finding.risk.score.toFixed(1),
    }),
    ...(finding.part !== undefined && { part: finding.part }),
    ...(finding.isNew !== undefined && { new: `${finding.isNew}` }),
    status: exception === undefined ? (assessment?.status ?? 'open') : 'accepted',
    statement:
      exception === undefined ? (assessment?.statement ?? '') : exceptionSentence(exception),
  };
}

function vulnerabilityCells({ finding }: JudgedFinding): Row {
  if (finding.kind !== 'vulnerability') return {};
  const { state, knownExploited, exploitPrediction, path } = finding.vulnerability;
  return {
    state,
    known_exploited: `${knownExploited !== undefined}`,
    ...(exploitPrediction !== undefined && { epss: `${exploitPrediction.probability}` }),
    ...(path !== undefined && { dependency_path: path.names.join(' > ') }),
  };
}

function gapRow({ reason, location, detail }: Gap): Row {
  return {
    kind: 'gap',
    id: reason,
    path: location.path,
    statement: detail,
    ...placeCells(location),
  };
}

/** Quoted where needed (RFC 4180 section 2); line breaks and controls are gone. */
function cell(text: string): string {
  const safe = clean(text, 4000);
  const guarded = /^[=+\-@]/.test(safe) ? `'${safe}` : safe;
  return /[",;]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
