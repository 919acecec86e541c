import type { RequestOf } from '#wire/routes.ts';
import type { RowOf } from '../../api/hooks.ts';

type Finding = RowOf<'listFindings'>;
/** An exception as it is asked for. */
export type Body = NonNullable<RequestOf<'requestException'>['body']>;
/** What an exception covers. */
export type Scope = Body['scope'];
/** What ends an exception. */
export type End = Body['ends'][number];

/** All that can end an exception. */
export const endKinds: readonly End[] = ['date', 'fixed', 'exploited', 'image-changed'];
/** Reasons, in the words of VEX and two more. */
export const justifications: readonly Body['justification'][] = [
  'vulnerable_code_not_in_execute_path',
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
  'risk_accepted',
  'false_positive',
];

/** An exception that is being written. */
export interface Draft {
  readonly width: string;
  readonly justification: Body['justification'];
  readonly reason: string;
  readonly evidence: string;
  readonly ends: readonly End[];
  readonly lastDay: string;
  readonly owner: string;
}

/** So many exceptions are asked for at once; more is a rule, and wants a wider reach. */
export const maxScopes = 50;
const day = 86_400_000;

/** A new draft: narrow, ending in 30 days or as soon as it is exploited. */
export function emptyDraft(owner: string, now: number): Draft {
  return {
    width: 'asset',
    justification: 'vulnerable_code_not_in_execute_path',
    reason: '',
    evidence: '',
    ends: ['date', 'exploited'],
    lastDay: new Date(now + 30 * day).toISOString().slice(0, 10),
    owner,
  };
}

/** One choice of reach: its id, its words, and what exactly. */
export type Width = readonly [id: string, word: string, help?: string];

/** How far an exception can reach, the narrowest first; for several findings, what makes sense for all of them. */
export function widthsOf(findings: readonly Finding[]): readonly Width[] {
  const [first] = findings;
  if (first === undefined) return [];
  if (findings.length === 1) return widthsOfOne(first);
  const widths: Width[] = [['asset', 'Each in its place only']];
  if (findings.every((one) => repositoryOf(one) !== undefined))
    widths.push(['repository', 'Each in all images of its repository']);
  return [...widths, ['everywhere', 'Each everywhere']];
}

/** What is asked for: one scope for each different thing that the findings are about. */
export function scopesOf(findings: readonly Finding[], width: string): readonly Scope[] {
  const scopes = findings.map((finding) => scopeOf(finding, width));
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
}

function widthsOfOne(finding: Finding): readonly Width[] {
  const component = finding.component?.name;
  const repository = repositoryOf(finding);
  const widths: Width[] = [['asset', 'This place only', finding.asset.name]];
  if (repository !== undefined)
    widths.push(['repository', 'All images of the repository', repository]);
  widths.push([
    'everywhere',
    component === undefined ? 'Everywhere' : `Everywhere in ${component}`,
  ]);
  if (component !== undefined) widths.push(['rule', 'Everywhere, in any component']);
  return widths;
}

function scopeOf(finding: Finding, width: string): Scope {
  const { rule } = finding;
  const component = finding.component === undefined ? {} : { component: finding.component.name };
  const repository = repositoryOf(finding);
  if (width === 'rule') return { rule };
  if (width === 'everywhere') return { rule, ...component };
  if (width === 'repository' && repository !== undefined) return { rule, ...component, repository };
  return { rule, ...component, asset: finding.asset.id };
}

/** Whether it can be sent: a reason, an owner, an end. */
export function isComplete(draft: Draft): boolean {
  const hasDay = !draft.ends.includes('date') || draft.lastDay !== '';
  return draft.reason.trim() !== '' && draft.owner.trim() !== '' && draft.ends.length > 0 && hasDay;
}

/** The draft as it is sent; the last day counts whole. */
export function requestOf(draft: Draft, scope: Scope): Body {
  return {
    scope,
    justification: draft.justification,
    reason: draft.reason.trim(),
    owner: draft.owner.trim(),
    ends: [...draft.ends],
    ...(draft.evidence.trim() === '' ? {} : { evidence: draft.evidence.trim() }),
    ...(draft.ends.includes('date') ? { expires: Date.parse(`${draft.lastDay}T23:59:59Z`) } : {}),
  };
}

function repositoryOf(finding: Finding): string | undefined {
  if (finding.asset.kind !== 'image') return undefined;
  const bare = finding.asset.name.replace(/@.*$/u, '').replace(/:[^/:]*$/u, '');
  return bare === '' || bare.startsWith('sha256') ? undefined : bare;
}
