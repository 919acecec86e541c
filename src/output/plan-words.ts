import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { RemediationAction, RemediationPlan } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';
import { clean, cleanProse } from './clean.ts';

/** `3 actions remove 9 of 11 findings`. */
export function planNote({ actions, before }: RemediationPlan): string {
  const removed = new Set(actions.flatMap(({ removes }) => removes)).size;
  const count = plural(actions.length, 'action');
  return `${count} ${actions.length === 1 ? 'removes' : 'remove'} ${removed} of ${plural(before, 'finding')}`;
}

/** Findings by fingerprint. */
export function findingsByFingerprint(report: ScanReport): ReadonlyMap<string, JudgedFinding> {
  return new Map(report.findings.map((judged) => [judged.finding.fingerprint, judged]));
}

/** The findings that an action removes. */
export function actionFindings(
  { removes }: RemediationAction,
  findings: ReadonlyMap<string, JudgedFinding>,
): readonly JudgedFinding[] {
  return removes.flatMap((fingerprint) => findings.get(fingerprint) ?? []);
}

/** What else a person should know of an action: what to edit, what it brings, what is in the way. */
export function actionRemarks(action: RemediationAction): readonly string[] {
  const { paths, introduces, blockers, effort } = action;
  const files = paths.slice(0, 3).map((path) => clean(path, 200));
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  return [
    ...(files.length === 0 ? [] : [`edit ${files.join(', ')}${more}`]),
    ...(introduces.length === 0 ? [] : [`brings ${plural(introduces.length, 'new finding')}`]),
    ...blockers.slice(0, 2).map((text) => `in the way: ${cleanProse(text, 200)}`),
    ...(effort >= 5 ? ['a major upgrade'] : []),
  ];
}

/** Whole, so that it can be copied; remarks and lines of a Dockerfile are not typed at a prompt. */
export function commandText(command: string, length = 2000): string {
  const text = clean(command, length);
  return /^(?:#|(?:FROM|RUN|COPY|ARG|ENV) )/.test(text) ? text : `$ ${text}`;
}
