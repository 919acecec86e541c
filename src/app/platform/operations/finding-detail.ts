import type { Reach } from '#contract/platform.ts';
import type { SqlDatabase, SqlRow } from '#contract/sql.ts';
import { contextWithin } from '#estate/context/context-within.ts';
import type { AssetContext } from '#estate/context/settle-context.ts';
import { readHistory } from '#estate/finding/history.ts';
import { findFinding, toFinding } from '#estate/finding/view.ts';
import { ownNumber } from '#estate/own-number.ts';
import { placedWithin } from '#estate/reach.ts';
import { idOf, numberOf, optionalNumberOf, textOf } from '#estate/row.ts';
import { placeOf } from '#estate/runtime/placed.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import type { Risk } from '#model/risk.ts';
import { assess } from '#risk/assess.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { fingerprintIn, purlKey } from '../import/keys.ts';
import { riskContextOf } from '../import/stage-findings.ts';
import { storedReport } from '../import/stored-report.ts';
import { aliasesOf, evidenceOf, fixOf, linksOf } from './finding-words.ts';
import { notFound } from './not-found.ts';
import { exposures, wordOf } from './runtime-row.ts';

type Detail = AnswerOf<'readFinding'>;

/** One finding with every reason. What its scan told is read from the stored report. Throws `input.not-found`. */
export async function readFinding(
  database: SqlDatabase,
  id: string,
  reach: Reach,
): Promise<Detail> {
  const row = await findFinding(database, ownNumber(id), reach);
  if (row === undefined) throw notFound('finding');
  const asset = numberOf(row, 'asset');
  const report = await storedReport(database, asset);
  const finding = report === undefined ? undefined : await findIn(database, report, row);
  const workloads = await workloadsOf(database, row, reach);
  const history = await readHistory(database, numberOf(row, 'id'));
  const opened = { time: numberOf(row, 'first_seen'), by: 'caisson', text: 'first seen' };
  return {
    ...toFinding(row),
    ...(finding === undefined || report === undefined
      ? { factors: [], locations: [], aliases: [], evidence: [], fix: [], links: [] }
      : await factsOf(database, finding, report, { row, reach })),
    workloads,
    history: [...history, opened],
    version: numberOf(row, 'version'),
  };
}

type Standing = Pick<Detail, 'tier' | 'score' | 'sentence' | 'exposure' | 'usage'>;

/** How a finding stands in the places of the caller, where the stored row speaks of all places. */
function standingOf(
  finding: Finding,
  { tier, score, sentence }: Risk,
  { exposure, usage }: AssetContext,
): Standing {
  const component = componentOfFinding(finding);
  const used = component === undefined ? undefined : usage.get(purlKey(component));
  return { tier, score, sentence, exposure, usage: used ?? 'unknown' };
}

async function findIn(
  database: SqlDatabase,
  report: ScanReport,
  row: SqlRow,
): Promise<Finding | undefined> {
  const asset = await database.first('SELECT identity FROM asset WHERE id = ?', [
    numberOf(row, 'asset'),
  ]);
  const identity = textOf(asset, 'identity');
  const wanted = textOf(row, 'fingerprint');
  return report.findings.find(
    ({ finding }) => fingerprintIn(identity, finding.fingerprint) === wanted,
  )?.finding;
}

async function factsOf(
  database: SqlDatabase,
  finding: Finding,
  report: ScanReport,
  { row, reach }: { readonly row: SqlRow; readonly reach: Reach },
): Promise<
  Pick<Detail, 'factors' | 'locations' | 'aliases' | 'evidence' | 'fix' | 'links'> &
    Partial<Standing>
> {
  const { context, isPartial } = await contextWithin(database, numberOf(row, 'asset'), reach);
  const now = optionalNumberOf(row, 'scanned_at') ?? numberOf(row, 'first_seen');
  const risk = assess(finding, riskContextOf({ now, context }));
  const layers = new Map<string, number>(
    report.inventory.layers.map(({ diffId }, at) => [diffId, at]),
  );
  return {
    ...(isPartial && standingOf(finding, risk, context)),
    factors: risk.factors.map((factor) => ({ ...factor })),
    locations: finding.locations.slice(0, 200).map(({ path, layer, line }) => {
      const number = layer === undefined ? undefined : layers.get(layer);
      return {
        path,
        ...(number !== undefined && { layer: number }),
        ...(line !== undefined && { line }),
      };
    }),
    aliases: aliasesOf(finding),
    evidence: evidenceOf(finding),
    fix: fixOf(finding, report),
    links: linksOf(finding),
  };
}

async function workloadsOf(
  database: SqlDatabase,
  row: SqlRow,
  reach: Reach,
): Promise<Detail['workloads']> {
  const within = placedWithin(reach, 'w');
  const rows = await database.all(
    `SELECT w.id AS id, w.name AS name, w.cluster AS cluster, w.namespace AS namespace, w.exposure AS exposure,
       l.first_loaded AS first_loaded, l.last_loaded AS last_loaded
     FROM workload w LEFT JOIN problem p ON p.id = ? LEFT JOIN loaded l ON l.workload = w.id AND l.component = p.component
     WHERE w.asset = ? AND w.gone_at IS NULL AND ${within.sql} ORDER BY w.name, w.id LIMIT 100`,
    [numberOf(row, 'problem'), numberOf(row, 'asset'), ...within.values],
  );
  const usage = toFinding(row).usage;
  return rows.map((one) => {
    const [first, last] = [
      optionalNumberOf(one, 'first_loaded'),
      optionalNumberOf(one, 'last_loaded'),
    ];
    return {
      id: idOf(one),
      name: textOf(one, 'name'),
      place: placeOf(one),
      usage: first === undefined ? (usage === 'not-loaded' ? 'not-loaded' : 'unknown') : 'loaded',
      exposure: wordOf(exposures, textOf(one, 'exposure')),
      ...(first !== undefined && { firstLoaded: first }),
      ...(last !== undefined && { lastLoaded: last }),
    };
  });
}
