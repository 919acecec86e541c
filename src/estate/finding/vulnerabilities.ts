import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { badCursor, formatCursor, parseCursor } from '../cursor.ts';
import { assetWithin } from '../reach.ts';
import { marks, numberOf, optionalNumberOf, padded, textOf } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import type { FindingFilter } from './filter.ts';
import { planFilter } from './plan.ts';
import { assetTraits } from './tally.ts';
import { shiftOf, wordsOf } from './traits.ts';
import { type FaultQuestion, isCounted, readFaultRows } from './vulnerability-rows.ts';
import { readTally, wantedTraits } from './wanted-traits.ts';

type Vulnerability = AnswerOf<'listVulnerabilities'>['items'][number];
export type VulnerabilityQuery = InputOf<'listVulnerabilities'>['query'];

/** Faults of a filter, each once. What is fixed everywhere is not listed unless the filter asks for it. */
export async function listVulnerabilities(
  reader: SqlReader,
  query: VulnerabilityQuery,
  reach: Reach,
): Promise<AnswerOf<'listVulnerabilities'>> {
  const { cursor, limit, sort, ...given } = query;
  const filter: FindingFilter = { state: ['open', 'acknowledged', 'excepted'], ...given };
  const after = cursor === undefined ? undefined : positionOf(cursor, sort);
  const traits = wantedTraits(await readTally(reader), filter);
  const plan = await planFilter(reader, filter, reach, 'count');
  if (traits.length === 0 || plan.ways.length === 0) return { items: [] };
  const asked: FaultQuestion = { filter, reach, plan, traits };
  const page = { sort, limit: limit + 1, ...(after !== undefined && { after }) };
  const rows = await readFaultRows(reader, asked, page);
  const items = await itemsOf(reader, rows.slice(0, limit), asked);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: formatCursor([sort, numberOf(last, 'sort_key'), numberOf(last, 'id')]) };
}

function positionOf(
  cursor: string,
  sort: VulnerabilityQuery['sort'],
): readonly [key: number, id: number] {
  const [own, key, id] = parseCursor(cursor, ['string', 'number', 'number']);
  if (own !== sort) throw badCursor();
  return [Number(key), Number(id)];
}

/** Without those whose last finding was forgotten meanwhile. */
async function itemsOf(
  reader: SqlReader,
  rows: readonly SqlRow[],
  asked: FaultQuestion,
): Promise<Vulnerability[]> {
  const ids = padded(rows.map((row) => numberOf(row, 'id')));
  if (ids.length === 0) return [];
  const assets = byId(await assetsOf(reader, ids, asked));
  const facts = byId(await factsOf(reader, ids, asked.reach));
  return rows.flatMap((row) => {
    const known = facts.get(numberOf(row, 'id'));
    return known === undefined ? [] : [toItem(row, known, assets.get(numberOf(row, 'id')))];
  });
}

function byId(rows: readonly SqlRow[]): ReadonlyMap<number, SqlRow> {
  return new Map(rows.map((row) => [numberOf(row, 'id'), row]));
}

/** In how many assets each fault is, and in how many that run. */
async function assetsOf(
  reader: SqlReader,
  ids: readonly SqlValue[],
  asked: FaultQuestion,
): Promise<readonly SqlRow[]> {
  if (!isWhole(asked)) return countAssets(reader, ids, asked);
  return reader.all(
    `SELECT vulnerability AS id, sum(CASE WHEN traits = ${assetTraits.open} THEN n ELSE 0 END) AS assets,
       sum(CASE WHEN traits = ${assetTraits.running} THEN n ELSE 0 END) AS running
     FROM vulnerability_tally WHERE vulnerability IN (${marks(ids)}) AND traits < 0 GROUP BY vulnerability`,
    ids,
  );
}

/** Whether all findings of a fault are meant that are not fixed: what the tally counts assets of. */
function isWhole(asked: FaultQuestion): boolean {
  const named = Object.entries(asked.filter).filter(
    ([name, value]) => name !== 'kind' && name !== 'q' && value !== undefined,
  );
  return isCounted(asked) && named.length === 1;
}

async function countAssets(
  reader: SqlReader,
  ids: readonly SqlValue[],
  { plan, traits }: FaultQuestion,
): Promise<readonly SqlRow[]> {
  const wanted = padded(traits);
  const parts = plan.ways.map((way) => [
    { sql: `f.vulnerability IN (${marks(ids)})`, values: ids },
    { sql: `+f.traits IN (${marks(wanted)})`, values: wanted },
    ...way,
  ]);
  const selected = parts.map(
    (way) =>
      `SELECT f.vulnerability AS id, f.traits AS traits, f.asset AS asset FROM finding f WHERE ${joined(way)}`,
  );
  const running = `((s.traits / ${2 ** shiftOf('running')}) & 1) = 1`;
  return reader.all(
    `SELECT s.id AS id, count(DISTINCT s.asset) AS assets, count(DISTINCT CASE WHEN ${running} THEN s.asset END) AS running
     FROM (${selected.join(' UNION ALL ')}) s GROUP BY s.id`,
    parts.flatMap(valuesOf),
  );
}

/** What is known of each fault, from one of its findings within reach. */
function factsOf(
  reader: SqlReader,
  ids: readonly SqlValue[],
  reach: Reach,
): Promise<readonly SqlRow[]> {
  const within = assetWithin(reach, 'f.asset');
  return reader.all(
    `SELECT one.id AS id, p.kind AS kind, p.rule AS rule, p.title AS title, p.epss AS epss, p.cvss AS cvss, p.published AS published,
       p.ransomware AS ransomware
     FROM (SELECT v.id AS id, (SELECT f.problem FROM finding f WHERE f.vulnerability = v.id AND ${within.sql} LIMIT 1) AS problem
       FROM vulnerability v WHERE v.id IN (${marks(ids)})) one JOIN problem p ON p.id = one.problem`,
    [...within.values, ...ids],
  );
}

function toItem(row: SqlRow, facts: SqlRow, counts: SqlRow | undefined): Vulnerability {
  const [epss, cvss] = [optionalNumberOf(facts, 'epss'), optionalNumberOf(facts, 'cvss')];
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
    assets: counts === undefined ? 0 : numberOf(counts, 'assets'),
    running: counts === undefined ? 0 : numberOf(counts, 'running'),
    loaded: numberOf(row, 'loaded'),
    fixable: numberOf(row, 'fixable'),
    ...(published !== '' && { published }),
    ransomware: numberOf(facts, 'ransomware') === 1,
  };
}
