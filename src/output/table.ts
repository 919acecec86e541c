import type { Output, RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { Finding } from '#model/finding.ts';
import type { RemediationPlan } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';
import { type FixAction, fixActions } from './actions.ts';
import { checkTable } from './check-table.ts';
import { clusterTable } from './cluster-table.ts';
import { kindWords } from './kind/detail.ts';
import { layerNames } from './layer-words.ts';
import { comparisonOf } from './order.ts';
import { findingsByFingerprint } from './plan-words.ts';
import { formatTiers, isOfSources, openFindings } from './summary.ts';
import { flatRows } from './table/flat.ts';
import { foot } from './table/foot.ts';
import { type Group, groupSection } from './table/groups.ts';
import { head } from './table/head.ts';
import { type Canvas, type Line, paint, span } from './table/line.ts';
import { planSection } from './table/plan.ts';

const maxPlanned = 5;
const maxUpgrades = 10;
const maxUnfixed = 5;

/** For people at a terminal: the answer, what to do first, what was not examined, how old the data is. */
export const tableOutput: Output = {
  kind: 'output',
  id: 'table',
  revision: 2,
  title: 'table for the terminal: what to do first, then findings by what fixes them',
  mediaType: 'text/plain; charset=utf-8',
  extension: 'txt',
  *render(report, options) {
    const columns = Math.max(20, options.columns);
    const canvas: Canvas = { columns, colour: options.colour, stacked: columns < 80 };
    for (const line of drawing(report, options, canvas)) yield paint(line, canvas);
  },
};

function drawing(report: ScanReport, options: RenderOptions, canvas: Canvas): Iterable<Line> {
  if (report.posture !== undefined && !options.flat) return clusterTable(report, canvas);
  return isOfSources(report) ? checkTable(report, canvas) : lines(report, options, canvas);
}

function* lines(report: ScanReport, options: RenderOptions, canvas: Canvas): Generator<Line> {
  yield* head(report, options, canvas);
  if (report.plan !== undefined)
    yield* planSection(
      planOfShown(report, report.plan),
      findingsByFingerprint(report),
      canvas,
      maxPlanned,
    );
  if (options.flat)
    yield* flatRows(
      report.findings.filter(({ shown }) => shown),
      layerNames(report.inventory),
      options,
      canvas,
    );
  else yield* grouped(report, options, canvas);
  const hidden = openFindings(report).filter(({ shown }) => !shown).length;
  if (hidden > 0)
    yield* [
      [],
      [span(`${plural(hidden, 'finding')} not shown here; files keep all of them`, 'dim')],
    ];
  yield* foot(report, options, canvas);
}

/** The actions that remove something of what is shown. */
function planOfShown(report: ScanReport, plan: RemediationPlan): RemediationPlan {
  const hidden = new Set(
    report.findings.flatMap(({ finding, shown }) => (shown ? [] : finding.fingerprint)),
  );
  const actions = plan.actions.filter(({ removes }) => removes.some((each) => !hidden.has(each)));
  return { ...plan, actions };
}

function* grouped(report: ScanReport, options: RenderOptions, canvas: Canvas): Generator<Line> {
  const layers = layerNames(report.inventory);
  const actions = ordered(report, options);
  const present = groups(actions).filter(({ actions: of }) => of.length > 0);
  for (const [index, group] of present.entries())
    yield* groupSection({ ...group, isFirst: index === 0 }, layers, canvas);
}

/** Most urgent first, or in the order asked for. */
function ordered(report: ScanReport, { sort }: RenderOptions): readonly FixAction[] {
  const actions = fixActions(openFindings(report).filter(({ shown }) => shown));
  if (sort === undefined || sort === 'risk') return actions;
  const compare = comparisonOf(sort);
  return actions.toSorted((a, b) => compare(a.findings[0], b.findings[0]));
}

/** What an intruder can use as it lies there comes before any upgrade. */
const pressing: ReadonlySet<Finding['kind']> = new Set(['malware', 'secret', 'credential']);

/** What presses most, upgrades, then what has none, then findings of other kinds. */
function groups(actions: readonly FixAction[]): readonly Group[] {
  const upgrades = actions.filter(({ kind }) => kind === 'os' || kind === 'library');
  const unfixed = actions.filter(({ kind }) => kind === 'none');
  const others = Map.groupBy(
    actions.filter(({ kind }) => kind === 'other'),
    ({ findings }) => findings[0].finding.kind,
  );
  const kinds = [...others].map(([kind, of]) => {
    const [weighty, slight] = partition(of);
    const most = kind === 'misconfiguration' ? maxUpgrades : maxUnfixed;
    return {
      title: kindWords[kind].title.toUpperCase(),
      note: note(of),
      actions: [...weighty, ...slight],
      most: Math.min(most, weighty.length),
      presses: pressing.has(kind) && weighty.length > 0,
    };
  });
  return [
    ...kinds.filter(({ presses }) => presses),
    {
      title: 'UPGRADES',
      note: `${plural(upgrades.length, 'upgrade')} ${upgrades.length === 1 ? 'settles' : 'settle'} ${note(upgrades)}`,
      actions: upgrades,
      most: maxUpgrades,
    },
    {
      title: 'NO FIX AVAILABLE',
      note: `${note(unfixed)} in ${plural(unfixed.length, 'package')}`,
      actions: unfixed,
      most: maxUnfixed,
    },
    ...kinds.filter(({ presses }) => !presses),
  ];
}

/** What is of the lowest severity (shipped test keys, matters of taste) is counted, and shown with --flat. */
function isSlight({ findings }: FixAction): boolean {
  return findings.every(({ finding }) => finding.severity === 'negligible');
}

/** Those that weigh something, and those that do not. */
function partition(
  actions: readonly FixAction[],
): readonly [readonly FixAction[], readonly FixAction[]] {
  return [actions.filter((one) => !isSlight(one)), actions.filter(isSlight)];
}

/** `4 findings: 1 P0, 3 P2`. */
function note(actions: readonly FixAction[]): string {
  const findings = actions.flatMap((action) => action.findings);
  return `${plural(findings.length, 'finding')}: ${formatTiers(findings)}`;
}
