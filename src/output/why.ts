import type { AdvisoryState, ExploitPrediction } from '#model/advisory.ts';
import type { AppliedException } from '#model/decision.ts';
import type { Finding, VulnerabilityFacts } from '#model/finding.ts';
import type { FixAction } from './actions.ts';
import { clean, cleanProse } from './clean.ts';

/** What a publisher's state means for a finding without a fixed version. */
export const stateWords: Readonly<Record<AdvisoryState, string>> = {
  affected: 'no fix yet',
  fixed: 'fixed',
  not_affected: 'not affected',
  under_investigation: 'under investigation',
  deferred: 'fix deferred',
  wont_fix: 'will not be fixed',
  end_of_life: 'no longer supported',
  unknown: 'fix unknown',
};

/** From this probability on (FIRST EPSS, 30 days) an expected exploit is worth a word beside the severity. */
const notableProbability = 0.1;

/** Why a vulnerability deserves attention beyond its severity, most pressing first; often empty. */
export function urgencyReasons(facts: VulnerabilityFacts): readonly string[] {
  const { knownExploited, exploitPrediction } = facts;
  return [
    ...(knownExploited === undefined ? [] : ['known exploited']),
    ...(knownExploited?.ransomware === true ? ['used by ransomware'] : []),
    ...(exploitPrediction !== undefined && exploitPrediction.probability >= notableProbability
      ? [`exploit probability ${formatProbability(exploitPrediction)}`]
      : []),
  ];
}

/** `94 %`, `0.4 %`. */
export function formatProbability(prediction: ExploitPrediction): string {
  const percent = prediction.probability * 100;
  return `${percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** The worst finding of an action with its reasons, and how many other vulnerabilities it settles. */
export function actionReason(action: FixAction): string {
  const worst = action.findings[0].finding;
  const others = new Set(action.findings.map(({ finding }) => finding.rule)).size - 1;
  const reasons = urgencyReasons(worst.vulnerability);
  const state = action.kind === 'none' ? [stateWords[worst.vulnerability.state]] : [];
  const said = [...reasons, ...state].join(', ');
  const name = clean(worst.rule, 60);
  return `${name}${said === '' ? '' : ` ${said}`}${others > 0 ? `, and ${others} more` : ''}`;
}

/** Where an action's software is named, for people: packages of OS actions, files of the others. */
export function actionPlace(action: FixAction): string {
  const items = action.kind === 'library' ? action.paths : packagesToName(action);
  const shown = items.slice(0, 3).map((item) => clean(item, 200));
  return items.length > 3 ? `${shown.join(', ')} and ${items.length - 3} more` : shown.join(', ');
}

function packagesToName(action: FixAction): readonly string[] {
  const [only, ...rest] = action.packages;
  return rest.length === 0 && only === action.name ? [] : action.packages;
}

/** `upgrade openssl to 3.0.17-1`, or why one cannot. */
export function fixSentence(facts: VulnerabilityFacts): string {
  const { component, fixedVersion, state } = facts;
  const name = component.source?.name ?? component.name;
  return fixedVersion === undefined
    ? `no fixed version: ${stateWords[state]}`
    : `upgrade ${clean(name, 200)} to ${clean(fixedVersion, 100)}`;
}

/** One finding in one sentence: what is affected by what, how bad it is and what to do. */
export function findingSentence(finding: Finding): string {
  const { component } = finding.vulnerability;
  const version = component.version === '' ? 'of unknown version' : clean(component.version, 100);
  const reasons = urgencyReasons(finding.vulnerability);
  const said = [`severity ${finding.severity}`, ...reasons, fixSentence(finding.vulnerability)];
  return `${clean(component.name, 200)} ${version} is affected by ${clean(finding.rule, 100)}: ${said.join(', ')}`;
}

/** Why a finding is accepted, in one sentence. */
export function exceptionSentence(exception: AppliedException): string {
  const by = exception.owner === undefined ? '' : ` by ${clean(exception.owner, 100)}`;
  const until = exception.expires === undefined ? '' : ` until ${clean(exception.expires, 40)}`;
  const note = exception.note === undefined ? '' : `: ${cleanProse(exception.note, 500)}`;
  return `accepted${by}${until} (${cleanProse(exception.justification, 200)}, ${clean(exception.origin, 200)})${note}`;
}
