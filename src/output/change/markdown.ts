import type { ChangedFinding, ReportChange } from '#model/change.ts';
import { cleanProse } from '../clean.ts';
import { codeSpan, folded, tableRow } from '../markdown/markup.ts';
import { compareUrgency } from '../order.ts';
import {
  alteration,
  causeWords,
  componentSentence,
  databaseSentence,
  findingSentence,
  nameOf,
  subjectOf,
} from './words.ts';

const maxRows = 100;

/** A comparison as a comment: what opened first, the rest folded. */
export function* changeMarkdown(change: ReportChange): Generator<string> {
  const { before, after, findings } = change;
  yield `## ${findingSentence(change)}\n\n`;
  yield `${codeSpan(before.artifact.reference, 300)} → ${codeSpan(after.artifact.reference, 300)}\n\n`;
  yield `${componentSentence(change)}; ${databaseSentence(change)}\n`;
  if (findings.opened.length > 0) {
    yield '\n### Opened\n\n';
    yield* rows(findings.opened);
  }
  yield* folded('Closed', findings.closed.length, rows(findings.closed));
  yield* folded('Altered', findings.altered.length, alteredRows(change));
  const { added, removed, changed } = change.components;
  const count = added.length + removed.length + changed.length;
  yield* folded('Software', count, componentRows(change));
}

function* rows(changed: readonly ChangedFinding[]): Generator<string> {
  yield '| risk | severity | id | what | why |\n|---|---|---|---|---|\n';
  const sorted = changed.toSorted((a, b) => compareUrgency(a.finding, b.finding));
  for (const { finding, cause, explanation } of sorted.slice(0, maxRows))
    yield tableRow([
      finding.finding.risk?.tier ?? '',
      finding.finding.severity,
      codeSpan(finding.finding.rule, 60),
      codeSpan(subjectOf(finding), 100),
      `${causeWords[cause]}: ${codeSpan(cleanProse(explanation), 120)}`,
    ]);
  if (changed.length > maxRows) yield `\nand ${changed.length - maxRows} more\n`;
}

function* alteredRows({ findings: { altered } }: ReportChange): Generator<string> {
  for (const each of altered.slice(0, maxRows))
    yield `- ${codeSpan(each.after.finding.rule, 60)} in ${codeSpan(subjectOf(each.after), 100)}: ${codeSpan(alteration(each), 200)}\n`;
  if (altered.length > maxRows) yield `- and ${altered.length - maxRows} more\n`;
}

function* componentRows({ components }: ReportChange): Generator<string> {
  const lines = [
    ...components.changed.map(
      ({ before, after }) => `changed: ${codeSpan(nameOf(before))} → ${codeSpan(after.version)}`,
    ),
    ...components.added.map((component) => `added: ${codeSpan(nameOf(component))}`),
    ...components.removed.map((component) => `removed: ${codeSpan(nameOf(component))}`),
  ];
  for (const line of lines.slice(0, maxRows)) yield `- ${line}\n`;
  if (lines.length > maxRows) yield `- and ${lines.length - maxRows} more\n`;
}
