import type { Output, RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { type FixAction, fixActions } from './actions.ts';
import { clean, cleanProse } from './clean.ts';
import { baseSentence, glanceParts, supportSentences } from './glance.ts';
import { detailOf, kindWords } from './kind/detail.ts';
import { isPlaced, placeText } from './kind/place.ts';
import { secretWords } from './kind/secret.ts';
import { faultStatement } from './kube/object-words.ts';
import { codeSpan, folded, tableRow } from './markdown/markup.ts';
import { planLines } from './markdown/plan.ts';
import { postureLines } from './markdown/posture.ts';
import { comparisonOf } from './order.ts';
import {
  acceptedFindings,
  dataAgeLine,
  excusedFindings,
  formatTiers,
  groupGaps,
  headline,
  openFindings,
  shortDigest,
  verdictOf,
} from './summary.ts';
import { actionPlace, exceptionSentence, fixWord, pathWord, vexSentence } from './why.ts';

const maxActions = 15;
const maxFindings = 80;
const maxNew = 30;
const maxGaps = 20;

/** For pull-request comments: short, new findings first, then the plan; details folded. Stays under 65,536 characters. */
export const markdownOutput: Output = {
  kind: 'output',
  id: 'markdown',
  revision: 2,
  title: 'Markdown for pull-request comments',
  mediaType: 'text/markdown; charset=utf-8',
  extension: 'md',
  *render(report, options) {
    const open = openFindings(report);
    const actions = fixActions(open);
    yield* head(report, options);
    yield* postureLines(report);
    yield* newFindings(report, options);
    const rest = actions.filter(({ kind }) => kind === 'other');
    yield* others(rest.filter(isPressing));
    yield* planLines(report);
    yield* upgrades(actions.filter(({ kind }) => kind === 'os' || kind === 'library'));
    yield* unfixed(actions.filter(({ kind }) => kind === 'none'));
    yield* others(rest.filter((action) => !isPressing(action)));
    yield* gaps(report);
    yield* folded('All findings', open.length, findingRows(open, options, maxFindings));
    yield* settled('Accepted', acceptedFindings(report));
    yield* settled('Excused by the scan', excusedFindings(report));
    yield* foot(report, options);
  },
};

function* head(report: ScanReport, options: RenderOptions): Generator<string> {
  const { artifact } = report.inventory;
  const digest = shortDigest(report);
  yield `## Caisson: ${verdictOf(report)}\n\n`;
  yield `${codeSpan(artifact.reference, 300)}${digest === '' ? '' : ` ${codeSpan(digest)}`}\n\n`;
  yield `**${headline(report)}**`;
  const { tiers, remarks } = glanceParts(report);
  const waived = acceptedFindings(report).length;
  const excused = excusedFindings(report).length;
  const said = [
    ...tiers.map(({ tier, count }) => `${count} ${tier}`),
    ...remarks.map((text) => `**${text.replace(/since .*/, '')}**`.replace(' **', '**')),
    ...(waived === 0 ? [] : [`${waived} accepted`]),
    ...(excused === 0 ? [] : [`${excused} excused with evidence`]),
  ];
  yield said.length > 0 ? ` (${said.join(', ')})\n\n` : '\n\n';
  const base = baseSentence(report, options);
  if (base !== undefined) yield `- ${codeSpan(base, 400)}\n`;
  for (const text of supportSentences(report).slice(0, 5)) yield `- ${codeSpan(text, 300)}\n`;
  for (const reason of report.decision.reasons.slice(0, 5))
    yield `- ${codeSpan(cleanProse(reason.text), 300)} (${codeSpan(reason.rule)})\n`;
}

/** What this change brings, before anything else: the question of a review. */
function* newFindings(report: ScanReport, options: RenderOptions): Generator<string> {
  if (report.baseline === undefined) return;
  const added = openFindings(report).filter(({ finding }) => finding.isNew === true);
  const since = codeSpan(report.baseline.reference, 200);
  if (added.length === 0) {
    yield `\n### Nothing new since ${since}\n`;
    return;
  }
  yield `\n### ${plural(added.length, 'new finding')} since ${since}: ${formatTiers(added)}\n\n`;
  yield* findingRows(added, options, maxNew);
}

function* upgrades(actions: readonly FixAction[]): Generator<string> {
  if (actions.length === 0) return;
  yield `\n### Upgrades\n\n| risk | package | installed | upgrade to | settles | why |\n|---|---|---|---|---|---|\n`;
  for (const action of actions.slice(0, maxActions)) yield upgradeRow(action);
  if (actions.length > maxActions) yield `\nand ${actions.length - maxActions} more\n`;
}

function upgradeRow(action: FixAction): string {
  const worst = action.findings[0].finding;
  const { reasons } = detailOf(worst);
  const way = pathWord(worst);
  const where = action.kind === 'library' ? ` in ${codeSpan(action.paths[0] ?? '')}` : '';
  const why = [
    codeSpan(worst.rule),
    ...reasons.map((reason) => `**${reason}**`),
    ...(way === undefined ? [] : [codeSpan(way)]),
  ];
  return tableRow([
    worst.risk?.tier ?? worst.severity,
    `${codeSpan(action.name)}${where}`,
    codeSpan(action.installed),
    codeSpan(action.fixed ?? ''),
    formatTiers(action.findings),
    why.join(', '),
  ]);
}

function* unfixed(actions: readonly FixAction[]): Generator<string> {
  if (actions.length === 0) return;
  yield `\n### No fix available\n\n`;
  for (const action of actions.slice(0, maxActions)) {
    const { finding } = action.findings[0];
    yield `- ${codeSpan(action.name)} ${codeSpan(action.installed)}: ${formatTiers(action.findings)}, ${codeSpan(finding.rule)} ${detailOf(finding).unfixed}\n`;
  }
  if (actions.length > maxActions)
    yield `- and ${plural(actions.length - maxActions, 'more package')}\n`;
}

/** What an intruder can use as it lies there comes before any upgrade. */
function isPressing({ findings: [{ finding }] }: FixAction): boolean {
  return ['malware', 'secret', 'credential'].includes(finding.kind);
}

function* others(actions: readonly FixAction[]): Generator<string> {
  const kinds = Map.groupBy(actions, ({ findings }) => findings[0].finding.kind);
  for (const [kind, of] of kinds) {
    yield `\n### ${kindWords[kind].title}\n\n`;
    for (const action of of.slice(0, maxActions)) yield otherLine(action);
    if (of.length > maxActions) yield `- and ${of.length - maxActions} more\n`;
  }
}

/** One line; of a check that reports many places its title and the first of them. */
function otherLine(action: FixAction): string {
  const { finding } = action.findings[0];
  const { statement, fix } = detailOf(finding);
  const rank = finding.risk?.tier ?? finding.severity;
  const isMany = action.findings.length > 1;
  const what = isMany
    ? `${codeSpan(finding.title, 200)} in ${action.findings.length} places`
    : codeSpan(finding.kind === 'secret' ? secretWords(finding.secret) : statement, 300);
  const where = isPlaced(finding) ? ` at ${codeSpan(actionPlace(action), 300)}` : '';
  const rule = isPlaced(finding) ? ` (${codeSpan(finding.rule, 60)})` : '';
  return `- ${rank}: ${what}${where}${rule}: ${codeSpan(fix, 200)}\n`;
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

function* findingRows(
  findings: readonly JudgedFinding[],
  options: RenderOptions,
  most: number,
): Generator<string> {
  yield '| risk | severity | id | what | installed | fix | where |\n|---|---|---|---|---|---|---|\n';
  for (const { finding } of findings.toSorted(comparisonOf(options.sort)).slice(0, most)) {
    const { version } = detailOf(finding);
    const [place = { path: '' }] = finding.locations;
    yield tableRow([
      finding.risk?.tier ?? '',
      finding.severity,
      codeSpan(finding.rule, 60),
      codeSpan(whatWord(finding), 160),
      version === '' && isPlaced(finding) ? '' : codeSpan(version, 60),
      codeSpan(fixWord(finding), 60),
      codeSpan(isPlaced(finding) ? placeText(place) : place.path, 80),
    ]);
  }
  if (findings.length > most) yield `\nand ${findings.length - most} more\n`;
}

/** The package; of what is no software what is wrong with it. */
function whatWord(finding: Finding): string {
  if (finding.kind === 'secret') return secretWords(finding.secret);
  return 'fault' in finding ? faultStatement(finding.fault) : detailOf(finding).subject;
}

/** What is in the report but not open, with why. */
function* settled(title: string, findings: readonly JudgedFinding[]): Generator<string> {
  const lines = findings.slice(0, maxGaps).flatMap(({ finding, exception }) => {
    const proof = finding.vex === undefined ? undefined : vexSentence(finding.vex);
    const why = exception === undefined ? proof : exceptionSentence(exception);
    return why === undefined
      ? []
      : [
          `- ${codeSpan(finding.rule)} in ${codeSpan(detailOf(finding).subject)}: ${codeSpan(why, 300)}\n`,
        ];
  });
  yield* folded(title, findings.length, lines);
}

function* foot(report: ScanReport, options: RenderOptions): Generator<string> {
  yield `\n---\nAdvisories: ${dataAgeLine(report.database, options)}. `;
  yield `${plural(report.inventory.components.length, 'component')} in ${plural(report.inventory.layers.length, 'layer')}, caisson ${clean(report.tool.version, 40)}.\n`;
  for (const notice of report.notices.slice(0, 5)) yield `- ${codeSpan(cleanProse(notice), 300)}\n`;
}
