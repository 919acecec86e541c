import type { JudgedFinding } from '#model/decision.ts';
import type { VulnerabilityFacts } from '#model/finding.ts';
import { comparedVersion } from '../actions.ts';
import { clean } from '../clean.ts';
import { linksOf } from '../link.ts';
import { exceptionSentence, fixSentence, formatProbability } from '../why.ts';
import { cvssWords } from './cvss-words.ts';
import { placeSentences, type Surroundings } from './place-words.ts';
import { evidenceSentences } from './reason-words.ts';

/** One question about a finding with its answers; texts are clean. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const maxEvidence = 5;

/** Everything that is known about a finding, as questions and answers. Sections without an answer are left out. */
export function sectionsOf(judged: JudgedFinding, around: Surroundings): readonly Section[] {
  const { finding, exception } = judged;
  const facts = finding.vulnerability;
  const evidence = facts.evidence.slice(0, maxEvidence).flatMap(evidenceSentences);
  const accepted = exception === undefined ? [] : [exceptionSentence(exception)];
  return [
    { title: 'where', lines: placeSentences(facts.component, around) },
    { title: 'why', lines: [...evidence, ...moreEvidence(facts)] },
    { title: 'how bad', lines: howBad(judged) },
    { title: 'fix', lines: fixLines(facts) },
    { title: 'accepted', lines: accepted },
    { title: 'ids', lines: idLines(facts) },
    { title: 'links', lines: linksOf(facts).map(({ url }) => url) },
  ].filter(({ lines }) => lines.length > 0);
}

function moreEvidence({ evidence }: VulnerabilityFacts): readonly string[] {
  const more = evidence.length - maxEvidence;
  return more > 0 ? [`and ${more} more advisories agree`] : [];
}

function howBad({ finding }: JudgedFinding): readonly string[] {
  const { severitySource, cvss, knownExploited, exploitPrediction } = finding.vulnerability;
  const from = severitySource === undefined ? '' : ` according to ${clean(severitySource, 60)}`;
  const severity =
    finding.severity === 'unknown'
      ? 'severity unknown: no source states one, so do not take it for a low one'
      : `severity ${finding.severity}${from}`;
  const vectors = cvss.map(({ version, score, vector, source }) => {
    const said = cvssWords(vector);
    return `CVSS ${version} score ${score.toFixed(1)} by ${clean(source, 60)}: ${said === '' ? clean(vector, 300) : `${said} (${clean(vector, 300)})`}`;
  });
  const exploited =
    knownExploited === undefined
      ? []
      : [
          `known exploited: in CISA's catalogue since ${clean(knownExploited.added, 20)}${knownExploited.ransomware ? ', used by ransomware' : ''}`,
        ];
  const predicted =
    exploitPrediction === undefined
      ? []
      : [
          `EPSS: ${formatProbability(exploitPrediction)} chance of exploitation within 30 days, higher than ${(exploitPrediction.percentile * 100).toFixed(1)} % of all (${clean(exploitPrediction.date, 20)})`,
        ];
  return [severity, ...exploited, ...predicted, ...vectors];
}

function fixLines(facts: VulnerabilityFacts): readonly string[] {
  const { component, fixedVersion } = facts;
  if (fixedVersion === undefined) return [fixSentence(facts)];
  return [`${fixSentence(facts)} (installed: ${clean(comparedVersion(component), 100)})`];
}

function idLines({ id, aliases, published, modified }: VulnerabilityFacts): readonly string[] {
  const dates = [
    ...(published === undefined ? [] : [`published ${clean(published, 10)}`]),
    ...(modified === undefined ? [] : [`changed ${clean(modified, 10)}`]),
  ].map((text) => text.replace('…', ''));
  const names = [id, ...aliases].slice(0, 12).map((each) => clean(each, 100));
  return [names.join(', '), ...(dates.length > 0 ? [dates.join(', ')] : [])];
}
