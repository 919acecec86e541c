import type { Output } from '#contract/output.ts';
import { formatJson } from '#kit/json.ts';
import type { JudgedFinding } from '#model/decision.ts';
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
    yield* byPath(entriesOf(report), (list) => formatJson(list));
    yield '\n  },\n  "gaps": {';
    yield* byPath(gapsOf(report), (list) => formatJson(list));
    yield '\n  }\n}\n';
  },
};

type ByPath = ReadonlyMap<string, readonly object[]>;

function* byPath(entries: ByPath, text: (list: readonly unknown[]) => string): Generator<string> {
  let isFirst = true;
  for (const path of [...entries.keys()].sort()) {
    yield `${isFirst ? '' : ','}\n    ${JSON.stringify(path)}: `;
    yield* pieces(text(entries.get(path) ?? []));
    isFirst = false;
  }
}

const pieceLength = 32_768;

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
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

function entriesOf({ findings }: ScanReport): ByPath {
  const entries = findings.map(entryOf);
  const grouped = Map.groupBy(entries, ({ path }) => path);
  return new Map(
    [...grouped].map(([path, list]) => [
      path,
      list
        .map(({ entry }) => entry)
        .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
    ]),
  );
}

function entryOf({ finding, exception }: JudgedFinding) {
  const [place = { path: '/' }] = finding.locations;
  const { line, column, endLine, endColumn } = place;
  return {
    path: place.path,
    entry: {
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
      ...(exception !== undefined && { accepted: exception }),
      ...particulars(finding),
    },
  };
}

function particulars(finding: JudgedFinding['finding']): object {
  if (finding.kind === 'secret') {
    const { aliases, ending, length, excerpt, key, remediation, references } = finding.secret;
    return { aliases, ending, length, excerpt, key, remediation, references };
  }
  if (!('fault' in finding)) return {};
  const { message, subject, evidence, aliases, remediation, references, controls, fixes } =
    finding.fault;
  return { message, subject, evidence, aliases, remediation, references, controls, fixes };
}

function gapsOf({ inventory, gaps }: ScanReport): ByPath {
  const all: readonly Gap[] = [...inventory.gaps, ...gaps];
  const grouped = Map.groupBy(all, ({ location }) => location.path);
  return new Map(
    [...grouped].map(([path, list]) => [
      path,
      list.map(({ location: { line, column }, reason, detail }) => ({
        line,
        column,
        reason,
        detail,
      })),
    ]),
  );
}
