import type { AppliedException, FindingRemark } from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import type { VexStatement } from '#model/vex.ts';
import type { FixAction } from './actions.ts';
import { clean, cleanProse } from './clean.ts';
import { detailOf } from './kind/detail.ts';
import { isPlaced } from './kind/place.ts';

/** The worst finding of an action with its reasons, and how many other vulnerabilities it settles. */
export function actionReason(action: FixAction): string {
  const worst = action.findings[0].finding;
  const others = new Set(action.findings.map(({ finding }) => finding.rule)).size - 1;
  const said = detailOf(worst).reasons.join(', ');
  const name = clean(worst.rule, 60);
  return `${name}${said === '' ? '' : ` ${said}`}${others > 0 ? `, and ${others} more` : ''}`;
}

/** Where an action's software is named, for people: packages of OS actions, files of the others. */
export function actionPlace(action: FixAction): string {
  const isNamed = action.kind === 'library' || isPlaced(action.findings[0].finding);
  const items = isNamed ? action.paths : packagesToName(action);
  const shown = items.slice(0, 3).map((item) => clean(item, 200));
  return items.length > 3 ? `${shown.join(', ')} and ${items.length - 3} more` : shown.join(', ');
}

function packagesToName(action: FixAction): readonly string[] {
  const [only, ...rest] = action.packages;
  return rest.length === 0 && only === action.name ? [] : action.packages;
}

/** The version that fixes a finding, or why there is none; empty for no finding of a package. */
export function fixWord(finding: Finding): string {
  const { fixedVersion, unfixed } = detailOf(finding);
  return fixedVersion === undefined ? clean(unfixed, 100) : clean(fixedVersion, 100);
}

/** One finding in one sentence: what is affected by what, how bad it is and what to do. */
export function findingSentence(finding: Finding): string {
  const { statement, reasons, fix } = detailOf(finding);
  const said = [`severity ${finding.severity}`, ...reasons, fix];
  return `${statement}: ${said.join(', ')}`;
}

/** Why a finding is accepted, in one sentence. */
export function exceptionSentence(exception: AppliedException): string {
  const by = exception.owner === undefined ? '' : ` by ${clean(exception.owner, 100)}`;
  const until = exception.expires === undefined ? '' : ` until ${clean(exception.expires, 40)}`;
  const note = exception.note === undefined ? '' : `: ${cleanProse(exception.note, 500)}`;
  return `accepted${by}${until} (${cleanProse(exception.justification, 200)}, ${clean(exception.origin, 200)})${note}`;
}

/** What the scan itself proves of a finding, in one sentence. */
export function vexSentence({ status, justification, impact, rule }: VexStatement): string {
  const because = justification === undefined ? '' : `, ${justification.replaceAll('_', ' ')}`;
  return `${status.replaceAll('_', ' ')} by the scan's own evidence (${rule}${because}): ${cleanProse(impact, 500)}`;
}

/** How a component came in, for people: `via express 4.17.1 → qs 6.7.0`; `undefined` when the graph does not tell. */
export function pathWord(finding: Finding): string | undefined {
  if (finding.kind !== 'vulnerability') return undefined;
  const { path, component } = finding.vulnerability;
  if (path === undefined || path.names.length < 2)
    return component.direct === true ? 'direct dependency' : undefined;
  const names = path.names.map((name) => clean(name, 80));
  const shown = names.length > 4 ? [...names.slice(0, 2), '…', ...names.slice(-1)] : names;
  const more = path.ways > 1 ? ` (${path.ways >= 100 ? '100 or more' : path.ways} ways)` : '';
  return `via ${shown.join(' → ')}${more}`;
}

/** What a VEX statement says of a finding without settling it. */
export function remarkSentence({ status, origin, text, owner }: FindingRemark): string {
  const who = owner === undefined ? '' : ` by ${clean(owner, 200)}`;
  const said = text === undefined ? '' : `: ${cleanProse(text, 500)}`;
  return `${status.replaceAll('_', ' ')}${who} (${clean(origin, 200)})${said}`;
}
