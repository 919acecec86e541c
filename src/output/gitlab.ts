import type { Output, RenderOptions } from '#contract/output.ts';
import type { Artifact } from '#model/artifact.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import type { Severity } from '#model/severity.ts';
import { clean, cleanProse } from './clean.ts';
import { reportSentences, reportTime } from './facts.ts';
import { jsonChunks } from './json-chunks.ts';
import { detailOf, kindWords } from './kind/detail.ts';
import { urlOfId } from './link.ts';
import { codeSpan } from './markdown/markup.ts';
import { allGaps } from './summary.ts';
import { assessmentOf } from './vex.ts';
import { findingSentence, pathWord } from './why.ts';

/** GitLab's container-scanning report, format 15.x. Findings that a VEX statement calls not affected are flagged, gaps are messages of the scan. */
export const gitlabOutput: Output = {
  kind: 'output',
  id: 'gitlab',
  revision: 1,
  title: 'GitLab container-scanning report',
  mediaType: 'application/json',
  extension: 'gitlab.json',
  render(report, options) {
    return jsonChunks({
      version: '15.0.7',
      scan: scan(report, options),
      vulnerabilities: report.findings.values().map((judged) => vulnerability(judged, report)),
      remediations: [],
    });
  },
};

const severities: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  negligible: 'Info',
  unknown: 'Unknown',
};

function scan(report: ScanReport, options: RenderOptions): object {
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
    type: 'container_scanning',
    start_time: start.slice(0, 19),
    end_time: end.toISOString().slice(0, 19),
    status: 'success',
    messages: [summary, ...gaps],
  };
}

function vulnerability(judged: JudgedFinding, report: ScanReport): object {
  const { finding } = judged;
  const { subject, version, fix, links } = detailOf(finding);
  const { artifact, os } = report.inventory;
  const assessment = assessmentOf(judged);
  const system = os === undefined ? 'unknown' : `${os.id} ${os.version}`.trim();
  return {
    id: finding.fingerprint,
    name: `${clean(finding.rule, 100)} in ${clean(subject, 100)}`,
    description: described(judged),
    severity: severities[finding.severity],
    solution: clean(fix, 7000),
    identifiers: identifiers(judged),
    links: links.map(({ title, url }) => ({ name: clean(title, 200), url })),
    location: {
      dependency: {
        package: { name: nameInLocation(finding) },
        version,
      },
      operating_system: clean(system, 200) || 'unknown',
      image: imageName(artifact),
    },
    ...(assessment !== undefined &&
      assessment.status !== 'affected' && {
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
    ...(part !== undefined && {
      part: text('Part', part === 'base' ? 'base image' : 'application'),
    }),
  };
}

function text(name: string, value: string): object {
  return { type: 'text', name, value };
}

/** Libraries carry their path: GitLab tells findings apart by location. */
function nameInLocation(finding: Finding): string {
  const component = componentOfFinding(finding);
  if (component === undefined) return detailOf(finding).subject;
  if (isOperatingSystemEcosystem(component.ecosystem)) return component.name;
  return `${component.name} (${component.locations[0].path})`;
}

/** GitLab takes 1 to 20 identifiers, the first of which is what it deduplicates by. */
function identifiers({ finding }: JudgedFinding): readonly object[] {
  const { ids } = detailOf(finding);
  const weaknesses =
    finding.kind === 'vulnerability' ? (finding.vulnerability.weaknesses ?? []) : [];
  return [...ids, ...weaknesses].slice(0, 20).map((value) => {
    const url = urlOfId(value);
    return {
      type: typeOfId(value),
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

function typeOfId(id: string): string {
  const prefix = /^[A-Za-z]+/.exec(id)?.[0].toLowerCase();
  return prefix ?? 'caisson';
}

/** GitLab wants `name:tag`, with an optional port; what is no such name gets a tag that says so. */
function imageName({ reference }: Artifact): string {
  const name = clean(reference, 500);
  return /^[^:]+(?::[0-9]+[^:]*)?:[^:]+(?::[^:]+)?$/.test(name)
    ? name
    : `${name.replaceAll(':', '-') || 'unnamed'}:untagged`;
}
