import type { Output, RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import { comparedVersion, compareUrgency, type FixAction, fixActions } from './actions.ts';
import { clean, cleanProse } from './clean.ts';
import {
  acceptedFindings,
  dataAgeLine,
  formatCounts,
  groupGaps,
  headline,
  openFindings,
  shortDigest,
  verdictOf,
} from './summary.ts';
import { exceptionSentence, stateWords, urgencyReasons } from './why.ts';

const maxActions = 20;
const maxFindings = 100;
const maxGaps = 20;

/** For pull-request comments: short, the same groups as the table, details folded. Stays under 65,536 characters. */
export const markdownOutput: Output = {
  kind: 'output',
  id: 'markdown',
  revision: 1,
  title: 'Markdown for pull-request comments',
  mediaType: 'text/markdown; charset=utf-8',
  extension: 'md',
  *render(report, options) {
    const open = openFindings(report);
    const actions = fixActions(open);
    yield* head(report);
    yield* upgrades(
      'Upgrade OS packages',
      actions.filter(({ kind }) => kind === 'os'),
    );
    yield* upgrades(
      'Upgrade libraries',
      actions.filter(({ kind }) => kind === 'library'),
    );
    yield* unfixed(actions.filter(({ kind }) => kind === 'none'));
    yield* gaps(report);
    yield* folded('All findings', open.length, findingRows(open));
    yield* accepted(acceptedFindings(report));
    yield* foot(report, options);
  },
};

/** Text from outside as code: nothing in it is markup, a mention or a link. */
export function codeSpan(text: string, limit = 120): string {
  const safe = clean(text, limit);
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = safe === '' || longest > 0 ? ' ' : '';
  return safe.trim() === '' ? '`(empty)`' : `${fence}${pad}${safe}${pad}${fence}`;
}

/** In a table a vertical bar ends a cell even inside code (GFM section 4.10). */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

function* head(report: ScanReport): Generator<string> {
  const { artifact } = report.inventory;
  const digest = shortDigest(report);
  yield `## Caisson: ${verdictOf(report)}\n\n`;
  yield `${codeSpan(artifact.reference, 300)}${digest === '' ? '' : ` ${codeSpan(digest)}`}\n\n`;
  yield `**${headline(report)}**`;
  const waived = acceptedFindings(report).length;
  yield waived > 0 ? ` (${waived} accepted)\n\n` : '\n\n';
  for (const reason of report.decision.reasons.slice(0, 5))
    yield `- ${codeSpan(cleanProse(reason.text), 300)} (${codeSpan(reason.rule)})\n`;
}

function* upgrades(title: string, actions: readonly FixAction[]): Generator<string> {
  if (actions.length === 0) return;
  yield `\n### ${title}\n\n| package | installed | upgrade to | settles | why |\n|---|---|---|---|---|\n`;
  for (const action of actions.slice(0, maxActions)) yield upgradeRow(action);
  if (actions.length > maxActions) yield `\nand ${actions.length - maxActions} more\n`;
}

function upgradeRow(action: FixAction): string {
  const worst = action.findings[0].finding;
  const reasons = urgencyReasons(worst.vulnerability);
  const where = action.kind === 'library' ? ` in ${codeSpan(action.paths[0] ?? '')}` : '';
  const why = [codeSpan(worst.rule), ...reasons.map((reason) => `**${reason}**`)].join(', ');
  const cells = [
    `${codeSpan(action.name)}${where}`,
    codeSpan(action.installed),
    codeSpan(action.fixed ?? ''),
    formatCounts(action.counts),
    why,
  ];
  return tableRow(cells);
}

function* unfixed(actions: readonly FixAction[]): Generator<string> {
  if (actions.length === 0) return;
  yield `\n### No fix available\n\n`;
  for (const action of actions.slice(0, maxActions)) {
    const { rule, vulnerability } = action.findings[0].finding;
    yield `- ${codeSpan(action.name)} ${codeSpan(action.installed)}: ${formatCounts(action.counts)}, ${codeSpan(rule)} ${stateWords[vulnerability.state]}\n`;
  }
  if (actions.length > maxActions)
    yield `- and ${plural(actions.length - maxActions, 'more package')}\n`;
}

function* gaps(report: ScanReport): Generator<string> {
  const groups = groupGaps(report);
  if (groups.length === 0) return;
  const all = groups.flatMap((group) => group.gaps.map((gap) => ({ title: group.title, gap })));
  yield `\n### Not examined: ${plural(all.length, 'gap')}\n\nThe result says nothing about these.\n\n`;
  for (const { title, gap } of all.slice(0, maxGaps))
    yield `- ${title}: ${codeSpan(gap.location.path, 200)} ${codeSpan(cleanProse(gap.detail), 200)}\n`;
  if (all.length > maxGaps) yield `- and ${all.length - maxGaps} more\n`;
}

function* findingRows(findings: readonly JudgedFinding[]): Generator<string> {
  yield '| severity | vulnerability | component | installed | fixed in | where |\n|---|---|---|---|---|---|\n';
  for (const { finding } of findings.toSorted(compareUrgency).slice(0, maxFindings)) {
    const { component, fixedVersion, state } = finding.vulnerability;
    const cells = [
      finding.severity,
      codeSpan(finding.rule, 60),
      codeSpan(component.name, 80),
      codeSpan(comparedVersion(component), 60),
      fixedVersion === undefined ? stateWords[state] : codeSpan(fixedVersion, 60),
      codeSpan(finding.locations[0]?.path ?? '', 80),
    ];
    yield tableRow(cells);
  }
  if (findings.length > maxFindings) yield `\nand ${findings.length - maxFindings} more\n`;
}

function* folded(title: string, count: number, body: Iterable<string>): Generator<string> {
  if (count === 0) return;
  yield `\n<details><summary>${title} (${count})</summary>\n\n`;
  yield* body;
  yield '\n</details>\n';
}

function* accepted(findings: readonly JudgedFinding[]): Generator<string> {
  const lines = findings
    .slice(0, maxGaps)
    .flatMap(({ finding, exception }) =>
      exception === undefined
        ? []
        : [
            `- ${codeSpan(finding.rule)} in ${codeSpan(finding.vulnerability.component.name)}: ${codeSpan(exceptionSentence(exception), 300)}\n`,
          ],
    );
  yield* folded('Accepted', findings.length, lines);
}

function* foot(report: ScanReport, options: RenderOptions): Generator<string> {
  yield `\n---\nAdvisories: ${dataAgeLine(report.database, options)}. `;
  yield `${plural(report.inventory.components.length, 'component')} in ${plural(report.inventory.layers.length, 'layer')}, caisson ${clean(report.tool.version, 40)}.\n`;
  for (const notice of report.notices.slice(0, 5)) yield `- ${codeSpan(cleanProse(notice), 300)}\n`;
}
