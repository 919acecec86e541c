import type { FaultFinding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import { type Severity, severities } from '#model/severity.ts';
import { clean, cleanProse } from '../../clean.ts';
import {
  type Canvas,
  flowed,
  heading,
  indented,
  type Line,
  type Style,
  severityStyles,
  span,
} from '../../table/line.ts';
import { fit } from '../../width.ts';
import { ledLines } from '../lead.ts';
import { objectName } from '../object-words.ts';
import type { ObjectGroup } from './object-groups.ts';

const maxGroups = 10;
const maxFindings = 8;
const maxAlike = 3;
const severityWidth = 10;

/** The colour of a score. */
export function scoreStyle(score: number): Style {
  if (score >= 80) return 'good';
  return score >= 50 ? 'warn' : 'bad';
}

/** A section of objects, each with what is wrong with it. */
export function* objectSection(
  title: string,
  note: string,
  groups: readonly ObjectGroup[],
  canvas: Canvas,
): Generator<Line> {
  if (groups.length === 0) return;
  yield* heading(title, note, canvas);
  for (const group of groups.slice(0, maxGroups)) yield* objectBlock(group, canvas);
  const rest = groups.slice(maxGroups).reduce((sum, { objects }) => sum + objects.length, 0);
  if (rest > 0) yield* indented(`and ${rest} more; -o lines lists every finding`, 2, canvas, 'dim');
  yield [];
}

function* objectBlock({ objects, score, findings }: ObjectGroup, canvas: Canvas): Generator<Line> {
  const [first, ...alike] = objects;
  const file = commonFile(findings);
  const lead = score === undefined ? '  ' : `  ${fit(`${Math.round(score)}`, 4)}`;
  const style = score === undefined ? undefined : scoreStyle(score);
  yield* ledLines(span(lead, style), span(objectName(first), 'bold'), span(file, 'dim'), canvas);
  if (alike.length > 0) yield* indented(alikeWords(alike), lead.length, canvas, 'dim');
  const shown = findings.filter(isWeighty).slice(0, maxFindings);
  for (const finding of shown) yield* findingLines(finding, file, canvas);
  yield* restLine(
    findings.filter((one) => !shown.includes(one)),
    canvas,
  );
}

function alikeWords(alike: readonly ObjectGroup['objects'][number][]): string {
  const names = alike.slice(0, maxAlike).map(objectName).join(', ');
  const more = alike.length > maxAlike ? ` and ${alike.length - maxAlike} more` : '';
  return `also ${names}${more}`;
}

/** What is of a low severity is counted. */
function isWeighty({ severity }: FaultFinding): boolean {
  return severity !== 'low' && severity !== 'negligible';
}

function* restLine(rest: readonly FaultFinding[], canvas: Canvas): Generator<Line> {
  if (rest.length === 0) return;
  const counts = Map.groupBy(rest, ({ severity }) => severity);
  const said = severities.toReversed().flatMap((severity: Severity) => {
    const count = counts.get(severity)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  yield* indented(`and ${said.join(', ')}`, 6, canvas, 'dim');
}

/** The file in which all of them are; empty where they are in several, or in none (a live object). */
function commonFile(findings: readonly FaultFinding[]): string {
  const paths = new Set(findings.map(({ fault }) => fault.locations[0].path));
  const isFile = findings.some(({ fault }) => fault.locations[0].line !== undefined);
  const [only = ''] = paths;
  return paths.size === 1 && isFile ? clean(only, 300) : '';
}

function* findingLines(finding: FaultFinding, file: string, canvas: Canvas): Generator<Line> {
  const { severity, fault, rule } = finding;
  const style = severityStyles[severity];
  const tail = `${clean(rule, 60)}  ${placeWord(fault.locations[0], file)}`.trimEnd();
  const text = cleanProse(fault.message, 300);
  if (canvas.stacked) {
    yield* flowed(
      [span(severity, style), ...tail.split('  ').map((one) => span(one, 'dim'))],
      4,
      canvas,
    );
    yield* indented(text, 6, canvas);
    return;
  }
  const lead = span(`      ${fit(severity, severityWidth)}`, style);
  yield* ledLines(lead, span(text), span(tail, 'dim'), canvas);
}

/** `line 12` of the file that stands above, else the whole place; of a live object its field. */
function placeWord({ path, line, field }: Location, file: string): string {
  if (line === undefined) return field === undefined ? '' : clean(field, 200);
  return file === '' ? clean(`${path}:${line}`, 300) : `line ${line}`;
}
