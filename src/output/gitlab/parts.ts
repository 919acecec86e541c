import type { RenderOptions } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { allowanceOf, type Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import type { Severity } from '#model/severity.ts';
import { clean, cleanProse } from '../clean.ts';
import { reportSentences, reportTime } from '../facts.ts';
import { detailOf, kindWords } from '../kind/detail.ts';
import { fieldOf, objectName } from '../kube/object-words.ts';
import { urlOfId } from '../link.ts';
import { codeSpan } from '../markdown/markup.ts';
import { allGaps } from '../summary.ts';
import { assessmentOf } from '../vex.ts';
import { findingSentence, pathWord } from '../why.ts';

const severities: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  negligible: 'Info',
  unknown: 'Unknown',
};

/** What a report of GitLab is about; each has its own widget and its own form of `location`. */
export type ScanType = 'container_scanning' | 'sast' | 'secret_detection';

/** The `scan` of a report: who looked, when, and what could not be examined. */
export function gitlabScan(report: ScanReport, options: RenderOptions, type: ScanType): object {
  const start = reportTime(report, options);
  const end = new Date(Date.parse(start) + (options.reproducible ? 0 : (report.durationMs ?? 0)));
  const tool = {
    id: 'caisson',
    name: 'Caisson',
    version: report.tool.version,
    vendor: { name: 'Caisson' },
  };
  const summary = { level: 'info', value: reportSentences(report, options) };
  const gaps = allGaps(report).map(({ reason, location, detail }) => ({
    level: 'warn',
    value: `not examined (${reason}): ${clean(location.path)}: ${cleanProse(detail)}`,
  }));
  return {
    analyzer: tool,
    scanner: tool,
    type,
    start_time: start.slice(0, 19),
    end_time: end.toISOString().slice(0, 19),
    status: 'success',
    messages: [summary, ...gaps],
  };
}

/** A `vulnerability` of a report without its `location`, which differs by type. */
export function gitlabVulnerability(judged: JudgedFinding): object {
  const { finding } = judged;
  const { subject, fix, links } = detailOf(finding);
  const assessment = assessmentOf(judged);
  return {
    id: finding.fingerprint,
    name: nameOf(finding, subject),
    description: described(judged),
    severity: severities[finding.severity],
    solution: clean(fix, 7000),
    identifiers: identifiers(judged),
    links: links.map(({ title, url }) => ({ name: clean(title, 200), url })),
    ...(assessment !== undefined &&
      (assessment.status !== 'affected' || isAcceptedInFile(judged)) && {
        flags: [
          {
            type: 'flagged-as-likely-false-positive',
            origin: 'caisson',
            description: assessment.statement,
          },
        ],
      }),
    details: details(finding),
  };
}

/** Who wrote a marker into the file says that it is none; the format has no other word for that. */
function isAcceptedInFile({ finding, exception }: JudgedFinding): boolean {
  return exception !== undefined && allowanceOf(finding) !== undefined;
}

/** GitLab cuts names at 255 characters. */
function nameOf(finding: Finding, subject: string): string {
  if (finding.kind === 'secret' || 'fault' in finding) return clean(finding.title, 250);
  return `${clean(finding.rule, 100)} in ${clean(subject, 100)}`;
}

/** GitLab renders descriptions as Markdown, so the sentences stand in code spans. */
function described(judged: JudgedFinding): string {
  const { finding } = judged;
  const statement = assessmentOf(judged)?.statement;
  const said = [
    findingSentence(finding),
    ...(finding.risk === undefined ? [] : [cleanProse(finding.risk.sentence)]),
    ...(statement === undefined ? [] : [statement]),
  ];
  return said.map((sentence) => codeSpan(sentence, 1000)).join('\n\n');
}

/** Facts that the format has no field for, as named values (15.x, `details`). */
function details(finding: Finding): object {
  const way = pathWord(finding);
  const { risk, part } = finding;
  return {
    kind: text('Kind', kindWords[finding.kind].one),
    ...(risk !== undefined && { tier: text('Risk tier', `${risk.tier}, score ${risk.score}`) }),
    ...(way !== undefined && { path: text('Dependency path', way) }),
    ...(finding.kind === 'secret' && {
      excerpt: text('Line, masked', finding.secret.excerpt || '(none)'),
    }),
    ...('fault' in finding && {
      remediation: text('Remedy', cleanProse(finding.fault.remediation) || '(none)'),
    }),
    ...objectDetails(finding),
    ...(part !== undefined && {
      part: text('Part', part === 'base' ? 'base image' : 'application'),
    }),
  };
}

/** The object of a cluster and its field. */
function objectDetails(finding: Finding): object {
  if (!('fault' in finding) || finding.fault.object === undefined) return {};
  const field = fieldOf(finding.fault);
  return {
    object: text('Object', objectName(finding.fault.object)),
    ...(field !== '' && { field: text('Field', field) }),
  };
}

function text(name: string, value: string): object {
  return { type: 'text', name, value };
}

/** GitLab takes 1 to 20 identifiers, the first of which is what it deduplicates by. */
function identifiers({ finding }: JudgedFinding): readonly object[] {
  const { ids } = detailOf(finding);
  const weaknesses =
    finding.kind === 'vulnerability' ? (finding.vulnerability.weaknesses ?? []) : [];
  return [...ids, ...weaknesses].slice(0, 20).map((value) => {
    const url = urlOfId(value);
    return {
      type: typeOfId(value, finding.kind),
      name: value === '' ? 'unknown' : value,
      value: identifierValue(value),
      ...(url !== undefined && { url }),
    };
  });
}

/** GitLab wants the number alone of a CWE. */
function identifierValue(id: string): string {
  if (id === '') return 'unknown';
  return /^CWE-[0-9]+$/.test(id) ? id.slice(4) : id;
}

const ofPackages: ReadonlySet<Finding['kind']> = new Set(['vulnerability', 'lifecycle', 'license']);

/** `cve`, `ghsa`; of a check or rule ours or the tool that an alias names. */
function typeOfId(id: string, kind: Finding['kind']): string {
  const known = /^[A-Za-z]+/.exec(id)?.[0].toLowerCase() ?? 'caisson';
  const tool = /^[A-Za-z-]+(?=:)/.exec(id)?.[0].toLowerCase();
  return ofPackages.has(kind) ? known : (tool ?? 'caisson');
}
