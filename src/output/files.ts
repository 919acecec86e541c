import type { Output } from '#contract/output.ts';
import { formatJson } from '#kit/json.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';

/** Findings by the path and the place where they stand: what `caisson check -o json` writes. */
export const filesOutput: Output = {
  kind: 'output',
  id: 'files',
  revision: 1,
  title: 'JSON by path and place',
  mediaType: 'application/json',
  extension: 'json',
  *render(report, { reproducible }) {
    const { tool, decision, startedAt, durationMs, database } = report;
    const head = {
      schemaVersion: '1.0',
      tool,
      decision,
      summary: summaryOf(report),
      ...(database.origin !== 'none' && {
        database: { builtAt: database.builtAt, segments: database.segments },
      }),
      ...(report.notices.length > 0 && { notices: report.notices }),
      ...(!reproducible && { startedAt, durationMs }),
    };
    yield `${formatJson(head, 2).slice(0, -2)},\n  "files": {`;
    yield* byPath(findingsOf(report), entryOf);
    yield '\n  },\n  "gaps": {';
    yield* byPath(gapsOf(report), gapEntry);
    yield '\n  }\n}\n';
  },
};

/** Pieces are gathered to about this many characters. */
const pieceLength = 16_384;

/** One line an entry, made when it is written. */
function* byPath<T>(groups: ReadonlyMap<string, readonly T[]>, entryOf: (item: T) => object) {
  let piece = '';
  let isFirst = true;
  for (const path of [...groups.keys()].sort()) {
    piece += `${isFirst ? '' : ','}\n    ${JSON.stringify(path)}: [`;
    isFirst = false;
    for (const [at, item] of (groups.get(path) ?? []).entries()) {
      piece += `${at === 0 ? '' : ','}\n      ${formatJson(entryOf(item))}`;
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    piece += '\n    ]';
  }
  yield piece;
}

function summaryOf({ findings, inventory }: ScanReport): object {
  const open = findings.filter(({ exception }) => exception === undefined);
  const bySeverity = Map.groupBy(open, ({ finding }) => finding.severity);
  return {
    files: inventory.walked.files,
    findings: open.length,
    accepted: findings.length - open.length,
    severities: Object.fromEntries([...bySeverity].map(([name, list]) => [name, list.length])),
  };
}

function findingsOf({ findings }: ScanReport): ReadonlyMap<string, readonly JudgedFinding[]> {
  const groups = Map.groupBy(findings, (judged) => placeOf(judged).path);
  return new Map([...groups].map(([path, list]) => [path, list.toSorted(byPlace)]));
}

function placeOf({ finding }: JudgedFinding): Location {
  return finding.locations[0] ?? { path: '/' };
}

function byPlace(one: JudgedFinding, other: JudgedFinding): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function entryOf(judged: JudgedFinding): object {
  const { finding, exception } = judged;
  const { line, column, endLine, endColumn } = placeOf(judged);
  return {
    line,
    column,
    endLine,
    endColumn,
    rule: finding.rule,
    kind: finding.kind,
    severity: finding.severity,
    title: finding.title,
    fingerprint: finding.fingerprint,
    ...(finding.risk !== undefined && { tier: finding.risk.tier }),
    ...(finding.isNew !== undefined && { isNew: finding.isNew }),
    ...(exception !== undefined && { accepted: exception }),
    ...particulars(finding),
  };
}

function particulars(finding: JudgedFinding['finding']): object {
  if (finding.kind === 'secret') {
    const { rule: _rule, title: _title, severity: _severity, location, ...rest } = finding.secret;
    return { ...rest, layer: location.layer, commit: location.commit };
  }
  if (!('fault' in finding)) return {};
  const { kind: _kind, rule: _rule, severity: _severity, title: _title, ...rest } = finding.fault;
  const { locations, ...facts } = rest;
  const others = locations.slice(1);
  return { ...facts, ...(others.length > 0 && { related: others }) };
}

function gapsOf({ inventory, gaps }: ScanReport): ReadonlyMap<string, readonly Gap[]> {
  return Map.groupBy([...inventory.gaps, ...gaps], ({ location }) => location.path);
}

function gapEntry({ location: { line, column }, reason, detail }: Gap): object {
  return { line, column, reason, detail };
}
