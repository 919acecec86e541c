import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { assetWithin } from '../reach.ts';
import { marks, numberOf, optionalNumberOf, padded, textOf } from '../row.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { type FindingFilter, planFilter, readTally, wantedTraits } from './filter.ts';
import { assetTraits } from './tally.ts';
import { type Dimension, shiftOf, wordsOf } from './traits.ts';

type Vulnerability = AnswerOf<'listVulnerabilities'>['items'][number];
export type VulnerabilityQuery = InputOf<'listVulnerabilities'>['query'];

const most = 9_999_999_999;

/** Faults of a filter, each once. What is fixed everywhere is not listed unless the filter asks for it. */
export async function listVulnerabilities(
  reader: SqlReader,
  query: VulnerabilityQuery,
  reach: Reach,
): Promise<AnswerOf<'listVulnerabilities'>> {
  const { cursor, limit, sort, ...given } = query;
  const filter: FindingFilter = { state: ['open', 'acknowledged', 'excepted'], ...given };
  const after =
    cursor === undefined ? undefined : parseCursor(cursor, ['string', 'number', 'number']);
  const source = await sourceOf(reader, filter, reach);
  if (source === undefined) return { items: [] };
  const keyset = after === undefined ? '' : 'WHERE (g.sort_key, g.id) > (?, ?)';
  const rows = await reader.all(
    `SELECT * FROM (SELECT t.*, ${keyOf(sort)} AS sort_key FROM (${grouped(source.sql)}) t) g ${keyset} ORDER BY g.sort_key, g.id LIMIT ?`,
    [...source.values, ...(after?.slice(1) ?? []), limit + 1],
  );
  const shown = rows.slice(0, limit);
  const assets = await assetsOf(reader, shown, filter, reach);
  const items: Vulnerability[] = [];
  for (const row of shown) {
    const item = await itemOf(reader, row, assets, reach);
    if (item !== undefined) items.push(item);
  }
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: formatCursor([sort, numberOf(last, 'sort_key'), numberOf(last, 'id')]) };
}

interface Source {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Rows of fault, traits and number: the tally where it answers, else the findings. */
async function sourceOf(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
): Promise<Source | undefined> {
  const traits = padded(wantedTraits(await readTally(reader), filter));
  if (traits.length === 0) return undefined;
  const plan = await planFilter(reader, filter, reach, 'count');
  if (plan.conditions.length === 0)
    return {
      sql: `SELECT vulnerability, traits, n FROM vulnerability_tally WHERE n > 0 AND traits IN (${marks(traits)})`,
      values: traits,
    };
  const isFew = plan.path !== 'order';
  const where = [
    ...plan.conditions.map(({ sql }) => sql),
    `${isFew && plan.path !== 'seen' ? '+' : ''}f.traits IN (${marks(traits)})`,
  ];
  return {
    sql: `SELECT f.vulnerability AS vulnerability, f.traits AS traits, count(*) AS n FROM finding f WHERE ${where.join(' AND ')} GROUP BY f.vulnerability, f.traits`,
    values: [...plan.conditions.flatMap(({ values }) => values), ...traits],
  };
}

function grouped(source: string): string {
  return `SELECT vulnerability AS id, min(${bits('tier', 7)}) AS tier, min(${bits('severity', 7)}) AS severity, sum(n) AS findings,
    ${sumWhen(`${bits('fixable', 1)} = 1`)} AS fixable, ${sumWhen(`${bits('exploited', 1)} = 1`)} AS exploited,
    ${sumWhen(`${bits('usage', 3)} = 0`)} AS loaded FROM (${source}) s GROUP BY vulnerability`;
}

function bits(name: Dimension, mask: number): string {
  return `((traits / ${2 ** shiftOf(name)}) & ${mask})`;
}

function sumWhen(condition: string): string {
  return `sum(CASE WHEN ${condition} THEN n ELSE 0 END)`;
}

/** One whole number that orders: smaller first. */
function keyOf(sort: VulnerabilityQuery['sort']): string {
  const fewer = `(${most} - t.findings)`;
  if (sort === 'assets') return fewer;
  if (sort === 'severity') return `t.severity * 10000000000 + ${fewer}`;
  return `(t.tier * 2 + CASE WHEN t.exploited > 0 THEN 0 ELSE 1 END) * 10000000000 + ${fewer}`;
}

interface AssetCounts {
  readonly assets: number;
  readonly running: number;
}

/** In how many assets each fault is, and in how many that run. */
async function assetsOf(
  reader: SqlReader,
  rows: readonly SqlRow[],
  filter: FindingFilter,
  reach: Reach,
): Promise<ReadonlyMap<number, AssetCounts>> {
  const ids = padded(rows.map((row) => numberOf(row, 'id')));
  if (ids.length === 0) return new Map();
  const { conditions } = await planFilter(reader, filter, reach, 'count');
  const named = Object.entries(filter).filter(
    ([name, value]) => name !== 'kind' && value !== undefined,
  );
  const isWhole = conditions.length === 0 && named.length === 1;
  const found = isWhole
    ? await reader.all(
        `SELECT vulnerability AS id, sum(CASE WHEN traits = ${assetTraits.open} THEN n ELSE 0 END) AS assets,
           sum(CASE WHEN traits = ${assetTraits.running} THEN n ELSE 0 END) AS running
         FROM vulnerability_tally WHERE vulnerability IN (${marks(ids)}) AND traits < 0 GROUP BY vulnerability`,
        ids,
      )
    : await countAssets(reader, ids, filter, reach);
  return new Map(
    found.map((row) => [
      numberOf(row, 'id'),
      { assets: numberOf(row, 'assets'), running: numberOf(row, 'running') },
    ]),
  );
}

async function countAssets(
  reader: SqlReader,
  ids: readonly SqlValue[],
  filter: FindingFilter,
  reach: Reach,
): Promise<readonly SqlRow[]> {
  const { conditions } = await planFilter(reader, filter, reach, 'count');
  const traits = padded(wantedTraits(await readTally(reader), filter));
  const where = [
    `f.vulnerability IN (${marks(ids)})`,
    `+f.traits IN (${marks(traits)})`,
    ...conditions.map(({ sql }) => sql),
  ];
  const running = `((f.traits / ${2 ** shiftOf('running')}) & 1) = 1`;
  return reader.all(
    `SELECT f.vulnerability AS id, count(DISTINCT f.asset) AS assets, count(DISTINCT CASE WHEN ${running} THEN f.asset END) AS running
     FROM finding f WHERE ${where.join(' AND ')} GROUP BY f.vulnerability`,
    [...ids, ...traits, ...conditions.flatMap(({ values }) => values)],
  );
}

/** Undefined where the last finding of it was forgotten meanwhile. */
async function itemOf(
  reader: SqlReader,
  row: SqlRow,
  assets: ReadonlyMap<number, AssetCounts>,
  reach: Reach,
): Promise<Vulnerability | undefined> {
  const within = assetWithin(reach, 'f.asset');
  const facts = await reader.first(
    `SELECT p.kind AS kind, p.rule AS rule, p.title AS title, p.epss AS epss, p.cvss AS cvss, p.published AS published, p.ransomware AS ransomware
     FROM finding f JOIN problem p ON p.id = f.problem WHERE f.vulnerability = ? AND ${within.sql} LIMIT 1`,
    [numberOf(row, 'id'), ...within.values],
  );
  if (facts === undefined) return undefined;
  const [epss, cvss] = [optionalNumberOf(facts, 'epss'), optionalNumberOf(facts, 'cvss')];
  const counts = assets.get(numberOf(row, 'id')) ?? { assets: 0, running: 0 };
  const published = textOf(facts, 'published');
  return {
    rule: textOf(facts, 'rule'),
    kind: textOf(facts, 'kind') as Vulnerability['kind'], // written by us from a finding's kind
    title: textOf(facts, 'title'),
    severity: wordsOf('severity')[numberOf(row, 'severity')] as Vulnerability['severity'],
    tier: wordsOf('tier')[numberOf(row, 'tier')] as Vulnerability['tier'],
    exploited: numberOf(row, 'exploited') > 0,
    ...(epss !== undefined && { epss }),
    ...(cvss !== undefined && { cvss }),
    findings: numberOf(row, 'findings'),
    ...counts,
    loaded: numberOf(row, 'loaded'),
    fixable: numberOf(row, 'fixable'),
    ...(published !== '' && { published }),
    ransomware: numberOf(facts, 'ransomware') === 1,
  };
}
