import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { RemediationAction, RemediationPlan } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';
import type { FixAction } from './actions.ts';
import { clean, cleanProse } from './clean.ts';

/** `3 actions remove 9 of 11 findings`. */
export function planNote({ actions, before, after }: RemediationPlan): string {
  const count = plural(actions.length, 'action');
  return `${count} ${actions.length === 1 ? 'removes' : 'remove'} ${before - after} of ${plural(before, 'finding')}`;
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

/** Groups in the order of the plan's actions that settle them; those that none settles keep their order behind. */
export function inPlanOrder(
  actions: readonly FixAction[],
  plan: RemediationPlan | undefined,
): readonly FixAction[] {
  if (plan === undefined) return actions;
  const places = new Map<string, number>();
  for (const [index, { removes }] of plan.actions.entries())
    for (const fingerprint of removes) if (!places.has(fingerprint)) places.set(fingerprint, index);
  function placeOf({ findings }: FixAction): number {
    return Math.min(
      ...findings.map(
        ({ finding }) => places.get(finding.fingerprint) ?? plan?.actions.length ?? 0,
      ),
    );
  }
  const placed = actions.map((action) => ({ action, place: placeOf(action) }));
  return placed.sort((a, b) => a.place - b.place).map(({ action }) => action);
}
