import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from './clean.ts';
import { surroundingsOf } from './explain/place-words.ts';
import { sectionsOf } from './explain/sections.ts';
import { detailOf } from './kind/detail.ts';
import { isPlaced } from './kind/place.ts';
import { compareUrgency } from './order.ts';
import { dataAgeLine } from './summary.ts';
import { type Canvas, type Line, paint, span } from './table/line.ts';
import { fit, wrap } from './width.ts';

const labelWidth = 10;
const maxOthers = 10;

/**
 * Everything known about one finding, for a terminal. `query` is a fingerprint or its first six or more digits, an id or
 * alias (`CVE-…`, `GHSA-…`), or an id and a package (`CVE-… openssl`); of several matches the most urgent is explained and the
 * others are listed. `undefined` when nothing matches.
 */
export function renderExplanation(
  report: ScanReport,
  query: string,
  options: RenderOptions,
): string | undefined {
  const [first, ...others] = matching(report, query).toSorted(compareUrgency);
  if (first === undefined) return undefined;
  const columns = Math.max(20, options.columns);
  const canvas: Canvas = { columns, colour: options.colour, stacked: columns < 80 };
  const lines = [
    ...title(first, canvas),
    ...sectionsOf(first, surroundingsOf(report.inventory), report.plan).flatMap((section) =>
      block(section.title, section.lines, canvas),
    ),
    ...block('elsewhere', elsewhere(first, others, report), canvas),
    ...block('advisories', advisories(first.finding, report, options), canvas),
  ];
  return lines.map((line) => paint(line, canvas)).join('');
}

/** How old the data is; secrets and faults do not hang on it. */
function advisories(
  finding: Finding,
  { database }: ScanReport,
  options: RenderOptions,
): readonly string[] {
  return isPlaced(finding) ? [] : [dataAgeLine(database, options)];
}

/** Findings that `query` names; an exact fingerprint, then ids, then a prefix. */
function matching(report: ScanReport, query: string): readonly JudgedFinding[] {
  const words = query.trim().split(/\s+/);
  const [id = '', name] = words;
  const wanted = id.toUpperCase();
  const byId = report.findings.filter(({ finding }) => {
    const { ids } = detailOf(finding);
    return ids.some((each) => each.toUpperCase() === wanted) && (!name || isNamed(finding, name));
  });
  if (byId.length > 0 || name !== undefined) return byId;
  if (!/^[0-9a-f]{6,64}$/i.test(id)) return [];
  const prefix = id.toLowerCase();
  return report.findings.filter(({ finding }) => finding.fingerprint.startsWith(prefix));
}

function isNamed(finding: Finding, name: string): boolean {
  const { subject, change } = detailOf(finding);
  return (
    subject === name ||
    change === name ||
    componentOfFinding(finding)?.purl === name ||
    isObject(finding, name)
  );
}

/** `backup`, `shop/backup`, `CronJob/backup` or `shop/CronJob/backup`. */
function isObject(finding: Finding, asked: string): boolean {
  if (!('fault' in finding) || finding.fault.object === undefined) return false;
  const { kind, namespace = '', name } = finding.fault.object;
  return [name, `${namespace}/${name}`, `${kind}/${name}`, `${namespace}/${kind}/${name}`].includes(
    asked,
  );
}

function title({ finding, exception }: JudgedFinding, canvas: Canvas): readonly Line[] {
  const text = nameOf(finding);
  const state = exception === undefined ? finding.severity : `${finding.severity}, accepted`;
  return [
    ...wrap(text, canvas.columns).map((line): Line => [span(line, 'bold')]),
    [
      span(state, exception === undefined ? 'strong' : 'dim'),
      span(`  ${finding.fingerprint.slice(0, 12)}`, 'dim'),
    ],
  ];
}

/** `CVE-… in openssl 3.0.15`. */
function nameOf(finding: Finding): string {
  const version = componentOfFinding(finding)?.version ?? detailOf(finding).version;
  const { subject } = detailOf(finding);
  return `${clean(finding.rule, 100)} in ${clean(subject, 200)} ${clean(version, 100)}`.trimEnd();
}

function block(label: string, texts: readonly string[], canvas: Canvas): readonly Line[] {
  if (texts.length === 0) return [];
  if (canvas.stacked)
    return [
      [],
      [span(label, 'bold')],
      ...texts.flatMap((text) =>
        wrap(text, canvas.columns - 2).map((line): Line => [span('  '), span(line)]),
      ),
    ];
  const width = canvas.columns - labelWidth - 2;
  const lines = texts.flatMap((text) => wrap(text, width));
  return [
    [],
    ...lines.map(
      (line, index): Line => [
        span(fit(index === 0 ? label : '', labelWidth + 2), 'dim'),
        span(line),
      ],
    ),
  ];
}

/** Other findings that the query matched, and other components with the same vulnerability. */
function elsewhere(
  first: JudgedFinding,
  matched: readonly JudgedFinding[],
  report: ScanReport,
): readonly string[] {
  const same = report.findings.filter(
    (each) => each !== first && each.finding.rule === first.finding.rule,
  );
  const all = [...new Set([...matched, ...same])];
  const shown = all.slice(0, maxOthers).map(({ finding }) => {
    return `${nameOf(finding)} (${finding.fingerprint.slice(0, 12)})`;
  });
  const more = all.length - shown.length;
  return more > 0 ? [...shown, `and ${plural(more, 'more finding')}`] : shown;
}
