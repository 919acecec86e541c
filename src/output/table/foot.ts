import type { RenderOptions } from '#contract/output.ts';
import { formatBytes, plural } from '#kit/text.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { clean, cleanProse } from '../clean.ts';
import { efficiencyPercent } from '../layer-words.ts';
import { compareUrgency } from '../order.ts';
import { allGaps, dataAgeLine, groupGaps, openFindings } from '../summary.ts';
import { fit, wrap } from '../width.ts';
import { type Canvas, heading, type Line, type Style, span } from './line.ts';

const labelWidth = 12;
const maxGapsPerReason = 2;

/** What the result does not cover, how old its data is, and what to do next. */
export function foot(report: ScanReport, options: RenderOptions, canvas: Canvas): readonly Line[] {
  return [
    ...notExamined(report, canvas),
    [],
    ...labelled('examined', examined(report), canvas),
    ...efficiency(report).flatMap((text) => labelled('efficiency', text, canvas)),
    ...unknownSeverity(report, canvas),
    ...labelled('advisories', dataAgeLine(report.database, options), canvas, ageStyle(report)),
    ...notices(report, canvas),
    ...nextSteps(report).flatMap((step, at) => labelled(at === 0 ? 'next' : '', step, canvas)),
  ];
}

function notExamined(report: ScanReport, canvas: Canvas): readonly Line[] {
  const total = allGaps(report).length;
  if (total === 0) return [];
  const note = `${plural(total, 'gap')}: the result says nothing about ${total === 1 ? 'it' : 'them'}`;
  const rows = groupGaps(report).flatMap(({ title, gaps }) => {
    const shown = gaps.slice(0, maxGapsPerReason).map(gapText);
    const more = gaps.length > shown.length ? [`and ${gaps.length - shown.length} more`] : [];
    return [...shown, ...more].flatMap((text, index) =>
      gapLines(index === 0 ? `${gaps.length} ${title}` : '', text, canvas),
    );
  });
  return [[], ...heading('NOT EXAMINED', note, canvas), ...rows];
}

/** A gap of the whole artifact needs no place. */
function gapText({ location, detail }: Gap): string {
  const text = cleanProse(detail, 300);
  return location.path === '/' ? text : `${clean(location.path, 300)}: ${text}`;
}

function gapLines(label: string, text: string, canvas: Canvas): readonly Line[] {
  const first: Line[] = canvas.stacked && label !== '' ? [[span(`   ${label}`, 'warn')]] : [];
  const indent = canvas.stacked ? 3 : 2 + gapLabelWidth;
  const body = wrap(text, canvas.columns - indent).slice(0, 3);
  return [
    ...first,
    ...body.map((line, index): Line => {
      const lead = canvas.stacked || index > 0 ? '' : label;
      return [span(canvas.stacked ? '   ' : `  ${fit(lead, gapLabelWidth)}`, 'warn'), span(line)];
    }),
  ];
}

const gapLabelWidth = 28;

function examined(report: ScanReport): string {
  const { components, layers, walked, os } = report.inventory;
  const system = os === undefined ? 'no operating system recognised' : clean(os.title, 100);
  const files = `${plural(walked.files, 'file')} (${formatBytes(walked.bytes)})`;
  const where = layers.length === 0 ? '' : `, ${plural(layers.length, 'layer')}`;
  const removed = components.filter(({ presence }) => presence === 'removed').length;
  const below = removed === 0 ? '' : `, ${removed} more removed by later layers`;
  return `${system}: ${plural(components.length - removed, 'component')} in ${files}${where}${below}`;
}

/** What lies in layers and cannot be seen from above. */
function efficiency({ inventory }: ScanReport): readonly string[] {
  const facts = inventory.files?.efficiency;
  if (facts === undefined || facts.wastedBytes === 0) return [];
  const [worst] = facts.worst;
  const most = worst === undefined ? '' : `, most of it ${clean(worst.path, 100)}`;
  return [
    `${efficiencyPercent(facts)}: ${formatBytes(facts.wastedBytes)} of ${formatBytes(facts.totalBytes)} are covered by later layers${most}`,
  ];
}

function unknownSeverity(report: ScanReport, canvas: Canvas): readonly Line[] {
  const count = openFindings(report).filter(({ finding }) => finding.severity === 'unknown').length;
  if (count === 0) return [];
  return labelled(
    'unrated',
    `${plural(count, 'finding')} without a severity from any source: unrated does not mean low`,
    canvas,
    'warn',
  );
}

function notices(report: ScanReport, canvas: Canvas): readonly Line[] {
  const shown = report.notices.slice(0, 5);
  const more = report.notices.length > 5 ? [`and ${report.notices.length - 5} more notices`] : [];
  return [...shown, ...more].flatMap((text) => labelled('notice', cleanProse(text, 300), canvas));
}

function ageStyle(report: ScanReport): Style | undefined {
  const stale = allGaps(report).some((gap) => gap.reason === 'stale-advisories');
  return stale || report.database.origin === 'none' ? 'warn' : undefined;
}

function nextSteps(report: ScanReport): readonly string[] {
  const [first] = openFindings(report)
    .filter(({ shown }) => shown)
    .toSorted(compareUrgency);
  const explain = first === undefined ? [] : [`caisson explain ${clean(first.finding.rule, 60)}`];
  return [...explain, 'a full report: add -o html=report.html'];
}

function labelled(label: string, text: string, canvas: Canvas, style?: Style): readonly Line[] {
  const width = canvas.columns - labelWidth;
  if (canvas.stacked)
    return wrap(label === '' ? text : `${label}: ${text}`, canvas.columns).map((line) => [
      span(line, style),
    ]);
  return wrap(text, width).map((line, index) => [
    span(fit(index === 0 ? label : '', labelWidth), 'dim'),
    span(line, style),
  ]);
}
