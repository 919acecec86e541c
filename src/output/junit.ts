import type { Output, RenderOptions } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';

import { clean, cleanProse } from './clean.ts';
import { isoTime, reportFacts } from './facts.ts';
import { detailOf, kindWords } from './kind/detail.ts';
import { placeText } from './kind/place.ts';
import { fieldOf } from './kube/object-words.ts';
import { compareUrgency } from './order.ts';
import { allGaps, compareText, gapTitles, headline, isOpen, verdictOf } from './summary.ts';
import { exceptionSentence, findingSentence, pathWord, vexSentence } from './why.ts';
import { attribute, escapeMarkup } from './xml.ts';

/**
 * JUnit XML for test reports in CI. A finding that the policy denies is a failure; accepted and allowed ones are skipped, so
 * that the pipeline's colour is the verdict. Gaps are errors when the verdict is `incomplete`.
 */
export const junitOutput: Output = {
  kind: 'output',
  id: 'junit',
  revision: 1,
  title: 'JUnit XML for test reports in CI',
  mediaType: 'application/xml',
  extension: 'xml',
  *render(report, options) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    const suites = [...findingSuites(report), gapSuite(report), policySuite(report, options)];
    yield `<testsuites${attribute('name', 'caisson')}${totals(suites.flatMap(({ cases }) => cases))}>\n`;
    for (const suite of suites) yield* suiteText(suite, report, options);
    yield '</testsuites>\n';
  },
};

interface Case {
  readonly name: string;
  readonly group: string;
  /** Where it stands, as many readers of this format want it. */
  readonly place?: Location;
  readonly outcome: 'passed' | 'skipped' | 'failure' | 'error';
  readonly message: string;
  readonly detail: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly properties: readonly (readonly [string, string])[];
}

/** One suite per kind of finding; vulnerabilities always, so that their absence shows as 0. */
function findingSuites(report: ScanReport): readonly Suite[] {
  const denied = new Set(
    report.decision.verdict === 'deny'
      ? report.decision.reasons.flatMap(({ findings }) => findings)
      : [],
  );
  const kinds = Map.groupBy(report.findings, ({ finding }) => finding.kind);
  if (!kinds.has('vulnerability')) kinds.set('vulnerability', []);
  return [...kinds]
    .sort(([a], [b]) => compareText(kindWords[a].many, kindWords[b].many))
    .map(([kind, findings]) => ({
      name: kindWords[kind].many,
      cases: findings.toSorted(compareUrgency).map((judged) => findingCase(judged, denied)),
      properties: [],
    }));
}

function findingCase(judged: JudgedFinding, denied: ReadonlySet<string>): Case {
  const { finding } = judged;
  const { subject, links } = detailOf(finding);
  const failed = isOpen(judged) && denied.has(finding.fingerprint);
  const places = finding.locations.map((location) => `at ${clean(placeText(location))}`);
  const [place] = finding.locations;
  const tier = finding.risk === undefined ? '' : `${finding.risk.tier} `;
  const group = componentOfFinding(finding)?.ecosystem ?? finding.kind;
  const allowed = whyAllowed(judged);
  return {
    name: `${tier}${finding.severity}: ${clean(finding.rule, 100)} in ${clean(subject, 200)}`,
    group: `caisson.${group}.${clean(groupName(finding), 200)}`,
    ...(place !== undefined && { place }),
    outcome: failed ? 'failure' : 'skipped',
    message: failed ? findingSentence(finding) : `${allowed}; ${findingSentence(finding)}`,
    detail: detailLines(finding, [
      ...places,
      ...fieldLine(finding),
      ...links.map(({ url }) => url),
    ]),
  };
}

/** Of an object of a cluster the field that has to be changed. */
function fieldLine(finding: Finding): readonly string[] {
  const field = 'fault' in finding && finding.fault.object ? fieldOf(finding.fault) : '';
  return field === '' ? [] : [`field ${field}`];
}

/** The package; of what is no software the file, without its line. */
function groupName(finding: Finding): string {
  const isPlaced = finding.kind === 'secret' || 'fault' in finding;
  return isPlaced ? (finding.locations[0]?.path ?? '') : detailOf(finding).subject;
}

function whyAllowed({ finding, exception }: JudgedFinding): string {
  if (exception !== undefined) return exceptionSentence(exception);
  return finding.vex === undefined ? 'the policy does not deny it' : vexSentence(finding.vex);
}

function detailLines(finding: Finding, lines: readonly string[]): string {
  const way = pathWord(finding);
  const risk = finding.risk === undefined ? [] : [cleanProse(finding.risk.sentence, 500)];
  return [
    ...risk,
    ...(way === undefined ? [] : [way]),
    ...lines,
    `fingerprint ${finding.fingerprint}`,
  ].join('\n');
}

function gapSuite(report: ScanReport): Suite {
  const outcome = report.decision.verdict === 'incomplete' ? 'error' : 'skipped';
  const cases = allGaps(report).map((gap) => gapCase(gap, outcome));
  return { name: 'not examined', cases, properties: [] };
}

function gapCase(gap: Gap, outcome: 'error' | 'skipped'): Case {
  return {
    name: `${gapTitles[gap.reason]}: ${clean(gap.location.path)}`,
    group: `caisson.gap.${gap.reason}`,
    place: gap.location,
    outcome,
    message: cleanProse(gap.detail),
    detail: '',
  };
}

/** One case for the decision itself: a failure without a denied finding still shows. */
function policySuite(report: ScanReport, options: RenderOptions): Suite {
  const { verdict, policy, reasons } = report.decision;
  const failed = verdict === 'deny' || verdict === 'incomplete';
  return {
    name: 'policy',
    properties: reportFacts(report, options),
    cases: [
      {
        name: `${verdictOf(report)}: ${clean(policy)}`,
        group: 'caisson.policy',
        outcome: failed ? 'failure' : 'passed',
        message: headline(report),
        detail: reasons.map(({ text }) => cleanProse(text)).join('\n'),
      },
    ],
  };
}

function* suiteText(suite: Suite, report: ScanReport, options: RenderOptions): Generator<string> {
  const start = options.reproducible ? undefined : isoTime(report.startedAt)?.slice(0, 19);
  yield `  <testsuite${attribute('name', suite.name)}${totals(suite.cases)}${attribute('timestamp', start)}>\n`;
  if (suite.properties.length > 0) {
    yield '    <properties>\n';
    for (const [name, value] of suite.properties)
      yield `      <property${attribute('name', name)}${attribute('value', value)}/>\n`;
    yield '    </properties>\n';
  }
  for (const each of suite.cases) yield caseText(each);
  yield '  </testsuite>\n';
}

function caseText({ name, group, place, outcome, message, detail }: Case): string {
  const file = place === undefined ? undefined : clean(place.path);
  const open = `    <testcase${attribute('name', name)}${attribute('classname', group)}${attribute('file', file)}${attribute('line', place?.line)} time="0"`;
  if (outcome === 'passed') return `${open}/>\n`;
  const inner =
    outcome === 'skipped'
      ? `<skipped${attribute('message', message)}/>`
      : `<${outcome}${attribute('message', message)} type="${outcome}">${escapeMarkup(detail)}</${outcome}>`;
  return `${open}>\n      ${inner}\n    </testcase>\n`;
}

function totals(cases: readonly Case[]): string {
  const outcomes = Object.groupBy(cases, ({ outcome }) => outcome);
  const { failure = [], error = [], skipped = [] } = outcomes;
  return ` tests="${cases.length}" failures="${failure.length}" errors="${error.length}" skipped="${skipped.length}" time="0"`;
}
