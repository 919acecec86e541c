import type { AdvisoryState, ExploitPrediction } from '#model/advisory.ts';
import type { VulnerabilityFacts } from '#model/finding.ts';
import type { FixAction } from './actions.ts';
import { clean } from './clean.ts';

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
