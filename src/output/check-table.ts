import { formatBytes, plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { severityRank } from '#model/severity.ts';
import { clean, cleanProse } from './clean.ts';
import { detailOf } from './kind/detail.ts';
import { secretWords } from './kind/secret.ts';
import { compareUrgency } from './order.ts';
import { countSeverities, formatCounts, openFindings } from './summary.ts';
import { type Canvas, type Line, severityStyles, span } from './table/line.ts';
import { fit, wrap } from './width.ts';

const maxRows = 500;
const placeWidth = 9;
const severityWidth = 11;
const indent = 2 + placeWidth + severityWidth;

/** What `caisson check` shows to people: one block for each file, in the order of places, and the count. */
export function* checkTable(report: ScanReport, canvas: Canvas): Generator<Line> {
  const shown = openFindings(report).filter((judged) => judged.shown);
  const rows = shown.slice(0, maxRows);
  for (const [path, list] of byPath(rows)) yield* fileBlock(path, list, canvas);
  if (shown.length > rows.length)
    yield [span(`and ${shown.length - rows.length} more (-o lines shows all)`, 'dim')];
  yield* gapBlock(report.inventory.gaps, canvas);
  yield* ending(report, canvas);
}

function byPath(rows: readonly JudgedFinding[]): ReadonlyMap<string, JudgedFinding[]> {
  const groups = Map.groupBy(rows, ({ finding }) => finding.locations[0]?.path ?? '/');
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function* fileBlock(path: string, list: readonly JudgedFinding[], canvas: Canvas): Generator<Line> {
  yield [span(clean(path, 500), 'bold')];
  for (const judged of list.toSorted(byPlace)) yield* row(judged, canvas);
  yield [];
}

function byPlace({ finding: a }: JudgedFinding, { finding: b }: JudgedFinding): number {
  const [one, other] = [a.locations[0], b.locations[0]].map(orderOf);
  return (one ?? 0) - (other ?? 0) || severityRank(b.severity) - severityRank(a.severity);
}

function orderOf(place: Location | undefined): number {
  return (place?.line ?? 0) * 100_000 + Math.min(99_999, place?.column ?? 0);
}

function* row({ finding }: JudgedFinding, canvas: Canvas): Generator<Line> {
  const { severity, locations, rule } = finding;
  const { line = 1, column = 1 } = locations[0] ?? {};
  const place = `${line}:${column}`;
  const text = `${messageOf(finding)}  ${clean(rule, 60)}`;
  if (canvas.stacked) {
    yield [span(`  ${place} `, 'dim'), span(severity, severityStyles[severity])];
    for (const part of wrap(text, canvas.columns - 4)) yield [span(`    ${part}`)];
    return;
  }
  const lead = [
    span(`  ${fit(place, placeWidth)}`, 'dim'),
    span(fit(severity, severityWidth), severityStyles[severity]),
  ];
  for (const [at, part] of wrap(text, canvas.columns - indent).entries())
    yield at === 0 ? [...lead, span(part)] : [span(' '.repeat(indent)), span(part)];
}

/** The path stands above, so a message without it is enough. */
function messageOf(finding: JudgedFinding['finding']): string {
  return finding.kind === 'secret' ? secretWords(finding.secret) : detailOf(finding).statement;
}

/** What could not be examined. */
export function* gapBlock(gaps: readonly Gap[], canvas: Canvas): Generator<Line> {
  if (gaps.length === 0) return;
  yield [span('NOT EXAMINED', 'bold'), span(`   ${plural(gaps.length, 'gap')}`, 'dim')];
  for (const { location, detail } of gaps.slice(0, 20)) {
    const line = location.line === undefined ? '' : `:${location.line}`;
    const text = `${clean(location.path, 300)}${line}: ${cleanProse(detail, 300)}`;
    for (const part of wrap(text, canvas.columns - 2)) yield [span(`  ${part}`, 'warn')];
  }
  if (gaps.length > 20) yield [span(`  and ${gaps.length - 20} more`, 'dim')];
  yield [];
}

function* ending(report: ScanReport, canvas: Canvas): Generator<Line> {
  const { decision, findings, inventory, notices } = report;
  const open = openFindings(report);
  const { files, bytes } = inventory.walked;
  const accepted = findings.filter(({ exception }) => exception !== undefined).length;
  const patches = open.filter(
    ({ finding }) => 'fault' in finding && finding.fault.fixes !== undefined,
  );
  const what =
    open.length === 0
      ? 'nothing found'
      : `${plural(open.length, 'finding')}: ${formatCounts(countSeverities(open))}`;
  const more = [
    `in ${plural(files, 'file')} (${formatBytes(bytes)})`,
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ];
  yield [span(what, open.length === 0 ? 'good' : 'bold'), span(`  ${more.join(', ')}`, 'dim')];
  for (const { text } of decision.verdict === 'deny' ? decision.reasons : [])
    yield* said(`denied: ${cleanProse(text, 300)}`, canvas, 'strong');
  for (const notice of notices.slice(0, 5))
    yield* said(`notice: ${cleanProse(notice, 300)}`, canvas);
  if (patches.length > 0)
    yield* said(`${plural(patches.length, 'patch', 'patches')} known: caisson fix`, canvas);
  const [first] = open.toSorted(compareUrgency);
  if (first !== undefined)
    yield* said(`why: caisson explain ${clean(first.finding.rule, 60)}`, canvas);
}

function* said(text: string, canvas: Canvas, style: 'dim' | 'strong' = 'dim'): Generator<Line> {
  for (const part of wrap(text, canvas.columns)) yield [span(part, style)];
}
