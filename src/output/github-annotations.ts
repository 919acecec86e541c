import type { Output } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Location } from '#model/location.ts';
import type { ScanReport } from '#model/report.ts';
import type { Severity } from '#model/severity.ts';
import { clean, cleanProse } from './clean.ts';
import { detailOf } from './kind/detail.ts';
import { placeText } from './kind/place.ts';
import { secretWords } from './kind/secret.ts';
import { compareUrgency } from './order.ts';
import { allGaps, dataAgeLine, gapTitles, headline, openFindings, verdictOf } from './summary.ts';

type Command = 'error' | 'warning' | 'notice';

/** GitHub shows so many annotations of each command in a step and drops the rest without a word. */
const maxShown = 10;

/**
 * Workflow commands of GitHub Actions, one a line: `::error file=…,line=…,title=…::message` puts a finding beside its line in
 * a pull request. Most urgent first; what exceeds GitHub's number per step follows as plain lines of the log.
 */
export const githubAnnotationsOutput: Output = {
  kind: 'output',
  id: 'github-annotations',
  revision: 1,
  title: 'annotations of GitHub Actions, one a line',
  mediaType: 'text/plain; charset=utf-8',
  extension: 'txt',
  *render(report, options) {
    const room = new Map<Command, number>();
    const inFiles = report.inventory.artifact.kind !== 'image';
    for (const judged of openFindings(report)
      .filter(({ shown }) => shown)
      .toSorted(compareUrgency))
      yield lineOf(noteOf(judged, inFiles), room);
    for (const { reason, location, detail } of allGaps(report))
      yield lineOf(
        {
          name: 'warning',
          place: inFiles ? location : { path: '' },
          title: `not examined: ${gapTitles[reason]}`,
          message: `${clean(location.path, 300)}: ${cleanProse(detail)}`,
        },
        room,
      );
    yield* summary(report);
    if (report.database.origin !== 'none')
      yield plain(`advisories: ${dataAgeLine(report.database, options)}`);
  },
};

const commands: Readonly<Record<Severity, Command>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  negligible: 'notice',
  unknown: 'warning',
};

interface Note {
  readonly name: Command;
  readonly place: Location;
  readonly title: string;
  readonly message: string;
}

/** Places in an image are no files of the repository, so they stand in the message; of live objects it names them anyway. */
function noteOf({ finding }: JudgedFinding, inFiles: boolean): Note {
  const [place = { path: '' }] = finding.locations;
  const { ids, statement, fix } = detailOf(finding);
  const message = finding.kind === 'secret' ? secretWords(finding.secret) : statement;
  return {
    name: commands[finding.severity],
    place: inFiles && !isLive(finding) ? place : { path: '' },
    title: `${finding.severity}: ${clean(ids[0], 100)}`,
    message: `${inFiles ? '' : `${clean(placeText(place), 500)}: `}${message}. Fix: ${fix}`,
  };
}

/** An object that was read from a cluster stands in no file. */
function isLive(finding: JudgedFinding['finding']): boolean {
  if (!('fault' in finding) || finding.fault.object === undefined) return false;
  return finding.fault.locations[0].line === undefined;
}

function lineOf({ name, place, title, message }: Note, room: Map<Command, number>): string {
  const used = room.get(name) ?? 0;
  room.set(name, used + 1);
  if (used >= maxShown) {
    const at = place.path === '' ? '' : `${placeOf(place)}: `;
    return plain(`${name}: ${at}${title}: ${message}`);
  }
  const properties = [...placeProperties(place), ['title', title]]
    .map(([key, value]) => `${key}=${escapeProperty(`${value}`)}`)
    .join(',');
  return `::${name} ${properties}::${escapeData(message)}\n`;
}

/** Columns mark a stretch of one line only; GitHub refuses them where the end is on another line. */
function placeProperties({ path, line, column, endLine, endColumn }: Location) {
  const isOneLine = endLine === undefined || endLine === line;
  const file = clean(path, 1000).replace(/^\/+/, '');
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ['file', file === '' ? undefined : file],
    ['line', line],
    ['endLine', endLine],
    ['col', isOneLine ? column : undefined],
    ['endColumn', isOneLine && column !== undefined ? endColumn : undefined],
  ];
  return properties.filter(([, value]) => value !== undefined);
}

function placeOf({ path, line = 1, column = 1 }: Location): string {
  return `${clean(path, 1000)}:${line}:${column}`;
}

function* summary(report: ScanReport): Generator<string> {
  const { verdict, reasons } = report.decision;
  yield plain(`${verdictOf(report)}: ${headline(report)}`);
  for (const { text } of verdict === 'deny' ? reasons : [])
    yield plain(`denied: ${cleanProse(text, 500)}`);
}

/** A line of the log that the runner cannot take for a command (`::…` or `##[…]`, blanks before it do not matter). */
function plain(text: string): string {
  return `caisson: ${text.replace(/[\r\n]+/g, ' ')}\n`;
}

/** As the runner's own toolkit does it: these characters would end the message. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
