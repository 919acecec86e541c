import { plural } from '#kit/text.ts';
import type { AlteredFinding, ChangeCause, ReportChange } from '#model/change.ts';
import type { Component } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import { clean } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { fixWord } from '../why.ts';

/** Why something opened or closed, for people. */
export const causeWords: Readonly<Record<ChangeCause, string>> = {
  inventory: 'software or files changed',
  advisories: 'advisories changed',
  gap: 'could not be examined on one side, so nobody knows',
};

/** `5 findings opened, 2 closed, 1 altered, 40 the same`. */
export function findingSentence({ findings }: ReportChange): string {
  const { opened, closed, altered, same } = findings;
  return `${plural(opened.length, 'finding')} opened, ${closed.length} closed, ${altered.length} altered, ${same} the same`;
}

/** `2 components added, 1 removed, 3 in another version`. */
export function componentSentence({ components }: ReportChange): string {
  const { added, removed, changed } = components;
  return `${plural(added.length, 'component')} added, ${removed.length} removed, ${changed.length} in another version`;
}

/** Whether both sides asked the same advisories, and which. */
export function databaseSentence({ before, after }: ReportChange): string {
  if (before.database.build === '' && after.database.build === '')
    return 'no advisories were asked';
  if (before.database.build === after.database.build)
    return `the same advisories on both sides (${clean(after.database.builtAt.slice(0, 10), 20)})`;
  return `advisories of ${clean(before.database.builtAt.slice(0, 10), 20)} before, of ${clean(after.database.builtAt.slice(0, 10), 20)} after`;
}

/** `openssl 3.0.15`. */
export function subjectOf({ finding }: JudgedFinding): string {
  const { subject, version } = detailOf(finding);
  return `${clean(subject, 200)} ${clean(version, 100)}`.trim();
}

export function nameOf({ name, version }: Component): string {
  return `${clean(name, 200)} ${clean(version, 100)}`.trim();
}

/** `severity medium → high, fix no fix yet → 1.2.4`. */
export function alteration({ before, after, fields }: AlteredFinding): string {
  return fields
    .map((field) => {
      const [from, to] = [valueOf(before, field), valueOf(after, field)];
      return `${field} ${from} → ${to}`;
    })
    .join(', ');
}

/** Of secrets and faults whether their file can still be seen. */
function stateOf(finding: Finding): string {
  if (finding.kind === 'vulnerability') return finding.vulnerability.state;
  if (finding.kind === 'lifecycle') return finding.lifecycle.status.replaceAll('-', ' ');
  if (finding.kind === 'license') return clean(finding.rule, 60);
  const { hidden } = finding.kind === 'secret' ? finding.secret : finding.fault;
  return hidden?.state ?? 'present';
}

function valueOf(judged: JudgedFinding, field: AlteredFinding['fields'][number]): string {
  const { finding } = judged;
  const values: Readonly<Record<typeof field, string>> = {
    severity: finding.severity,
    tier: finding.risk?.tier ?? 'not assessed',
    state: stateOf(finding),
    fix: fixWord(finding),
    exploited:
      finding.kind === 'vulnerability' && finding.vulnerability.knownExploited !== undefined
        ? 'known exploited'
        : 'not known exploited',
    accepted: judged.exception === undefined ? 'open' : 'accepted',
  };
  return values[field];
}
