import type { Output, RenderOptions } from '#contract/output.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { compareUrgency } from './actions.ts';
import { clean, cleanProse } from './clean.ts';
import { isoTime, reportFacts } from './facts.ts';
import { linksOf } from './link.ts';
import { allGaps, gapTitles, headline, verdictOf } from './summary.ts';
import { exceptionSentence, findingSentence } from './why.ts';
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
    const suites = [findingSuite(report), gapSuite(report), policySuite(report, options)];
    yield `<testsuites${attribute('name', 'caisson')}${totals(suites.flatMap(({ cases }) => cases))}>\n`;
    for (const suite of suites) yield* suiteText(suite, report, options);
    yield '</testsuites>\n';
  },
};

interface Case {
  readonly name: string;
  readonly group: string;
  readonly outcome: 'passed' | 'skipped' | 'failure' | 'error';
  readonly message: string;
  readonly detail: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly properties: readonly (readonly [string, string])[];
}

function findingSuite(report: ScanReport): Suite {
  const denied = new Set(
    report.decision.verdict === 'deny'
      ? report.decision.reasons.flatMap(({ findings }) => findings)
      : [],
  );
  const cases = report.findings
    .toSorted(compareUrgency)
    .map((judged) => findingCase(judged, denied));
  return { name: 'vulnerabilities', cases, properties: [] };
}

function findingCase(judged: JudgedFinding, denied: ReadonlySet<string>): Case {
  const { finding, exception } = judged;
  const { component } = finding.vulnerability;
  const failed = exception === undefined && denied.has(finding.fingerprint);
  const allowed =
    exception === undefined ? 'the policy does not deny it' : exceptionSentence(exception);
  const places = finding.locations.map(({ path }) => `at ${clean(path)}`);
  const links = linksOf(finding.vulnerability).map(({ url }) => url);
  return {
    name: `${finding.severity}: ${clean(finding.rule, 100)} in ${clean(component.name, 200)}`,
    group: `caisson.${component.ecosystem}.${clean(component.name, 200)}`,
    outcome: failed ? 'failure' : 'skipped',
    message: failed ? findingSentence(finding) : `${allowed}; ${findingSentence(finding)}`,
    detail: [...places, ...links, `fingerprint ${finding.fingerprint}`].join('\n'),
  };
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

function caseText({ name, group, outcome, message, detail }: Case): string {
  const open = `    <testcase${attribute('name', name)}${attribute('classname', group)} time="0"`;
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
