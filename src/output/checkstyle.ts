import type { Output } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Severity } from '#model/severity.ts';
import { clean, cleanProse } from './clean.ts';
import { reportFacts } from './facts.ts';
import { detailOf } from './kind/detail.ts';
import { secretWords } from './kind/secret.ts';
import { allGaps, compareText, gapTitles, openFindings } from './summary.ts';
import { attribute, escapeMarkup } from './xml.ts';

/**
 * Checkstyle XML, which most CI systems and review bots read: files with their errors, in the order of places. Only what is
 * open: the format has no word for accepted. Decision and age of the data stand in a comment.
 */
export const checkstyleOutput: Output = {
  kind: 'output',
  id: 'checkstyle',
  revision: 1,
  title: 'Checkstyle XML for CI systems and review bots',
  mediaType: 'application/xml',
  extension: 'checkstyle.xml',
  *render(report, options) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n';
    for (const [name, value] of reportFacts(report, options)) yield comment(`${name}=${value}`);
    for (const [path, entries] of byPath(report)) {
      yield `  <file${attribute('name', path)}>\n`;
      for (const entry of entries.toSorted(byPlace)) yield errorText(entry);
      yield '  </file>\n';
    }
    yield '</checkstyle>\n';
  },
};

/** Checkstyle knows `ignore`, `info`, `warning` and `error`. */
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'info'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info',
  negligible: 'info',
  unknown: 'warning',
};

interface Entry {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  readonly level: string;
  readonly message: string;
  readonly source: string;
}

function byPath(report: ScanReport): readonly (readonly [string, readonly Entry[]])[] {
  const entries = [...openFindings(report).map(findingEntry), ...allGaps(report).map(gapEntry)];
  return [...Map.groupBy(entries, ({ path }) => path)].sort(([a], [b]) => compareText(a, b));
}

function findingEntry({ finding }: JudgedFinding): Entry {
  const [{ path, line = 1, column } = { path: '/' }] = finding.locations;
  const { statement, fix } = detailOf(finding);
  const message = finding.kind === 'secret' ? secretWords(finding.secret) : statement;
  return {
    path: clean(path, 1000),
    line,
    ...(column !== undefined && { column }),
    level: levels[finding.severity],
    message: `${message}. Fix: ${fix}`,
    source: `caisson.${finding.kind}.${clean(finding.rule, 100)}`,
  };
}

function gapEntry({ location, reason, detail }: Gap): Entry {
  return {
    path: clean(location.path, 1000),
    line: location.line ?? 1,
    ...(location.column !== undefined && { column: location.column }),
    level: 'warning',
    message: `not examined (${gapTitles[reason]}): ${cleanProse(detail)}`,
    source: `caisson.gap.${reason}`,
  };
}

function byPlace(a: Entry, b: Entry): number {
  return a.line - b.line || (a.column ?? 0) - (b.column ?? 0) || compareText(a.source, b.source);
}

function errorText({ line, column, level, message, source }: Entry): string {
  return `    <error${attribute('line', line)}${attribute('column', column)}${attribute('severity', level)}${attribute('message', message)}${attribute('source', source)}/>\n`;
}

/** Two hyphens end nothing but may not stand in a comment (XML 1.0 section 2.5). */
function comment(text: string): string {
  return `  <!-- ${escapeMarkup(clean(text, 2000)).replace(/-(?=-|$)/g, '- ')} -->\n`;
}
