import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { formatCursor, parseCursor } from '../cursor.ts';
import { isOpen, traitsOf } from '../finding/traits.ts';
import { likeOf } from '../like.ts';
import { assetWithin, type Condition } from '../reach.ts';
import { idOf, marks, numberOf, padded, storable, textOf } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import { runsWithin } from './standing.ts';

export type ImageComponent = AnswerOf<'listImageComponents'>['items'][number];

/** Components of an asset, by name. The caller has made sure that the asset is within reach. */
export async function listComponents(
  reader: SqlReader,
  asset: number,
  query: InputOf<'listImageComponents'>['query'],
): Promise<AnswerOf<'listImageComponents'>> {
  const { q = '', layer, usage = [], cursor, limit } = query;
  const parts: Condition[] = [{ sql: 'o.asset = ?', values: [asset] }];
  if (layer !== undefined) parts.push({ sql: 'o.layer = ?', values: [layer] });
  if (usage.length > 0) parts.push({ sql: `${usageSql} IN (${marks(usage)})`, values: usage });
  if (q.trim() !== '')
    parts.push({
      sql: `(lower(c.name) LIKE ? ESCAPE '!' OR lower(c.purl) LIKE ? ESCAPE '!')`,
      values: [likeOf(q), likeOf(q)],
    });
  if (cursor !== undefined)
    parts.push({
      sql: '(c.name, c.id, o.path) > (?, ?, ?)',
      values: parseCursor(cursor, ['string', 'number', 'string']),
    });
  const rows = await reader.all(
    `SELECT c.id AS id, c.purl AS purl, c.name AS name, c.version AS version, c.ecosystem AS ecosystem, c.license AS license,
       o.path AS path, o.layer AS layer, ${usageSql} AS usage
     FROM occurrence o JOIN component c ON c.id = o.component WHERE ${joined(parts)}
     ORDER BY c.name, c.id, o.path LIMIT ?`,
    [...valuesOf(parts), limit + 1],
  );
  const shown = rows.slice(0, limit);
  const counts = await countsByComponent(reader, asset, shown);
  const items = shown.map((row) => toComponent(row, counts.get(numberOf(row, 'id'))));
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  const next = formatCursor([textOf(last, 'name'), numberOf(last, 'id'), textOf(last, 'path')]);
  return { items, next };
}

const usageSql = `CASE WHEN EXISTS (SELECT 1 FROM loaded l WHERE l.asset = o.asset AND l.component = o.component) THEN 'loaded' ELSE o.usage END`;

/** Writes a row of components as the API shows it. */
function toComponent(
  row: SqlRow,
  findings: ImageComponent['findings'] = noFindings,
): ImageComponent {
  const [license, path, layer] = [
    textOf(row, 'license'),
    textOf(row, 'path'),
    numberOf(row, 'layer'),
  ];
  const usage = textOf(row, 'usage');
  return {
    id: idOf(row),
    purl: textOf(row, 'purl'),
    name: textOf(row, 'name'),
    version: textOf(row, 'version'),
    ecosystem: textOf(row, 'ecosystem'),
    ...(license !== '' && { license }),
    ...(path !== '' && { path }),
    ...(layer >= 0 && { layer }),
    usage: usage === 'loaded' || usage === 'not-loaded' ? usage : 'unknown',
    findings,
  };
}

/** Nothing is open. */
export const noFindings: ImageComponent['findings'] = {
  P0: 0,
  P1: 0,
  P2: 0,
  P3: 0,
  P4: 0,
  total: 0,
  fixable: 0,
  exploited: 0,
};

async function countsByComponent(
  reader: SqlReader,
  asset: number,
  rows: readonly SqlRow[],
): Promise<ReadonlyMap<number, ImageComponent['findings']>> {
  if (rows.length === 0) return new Map();
  const values = padded(rows.map((row) => numberOf(row, 'id')));
  const found = await reader.all(
    `SELECT p.component AS component, f.traits AS traits, count(*) AS n FROM finding f JOIN problem p ON p.id = f.problem
     WHERE f.asset = ? AND p.component IN (${marks(values)}) GROUP BY p.component, f.traits`,
    [asset, ...values],
  );
  const groups = Map.groupBy(found, (row) => numberOf(row, 'component'));
  return new Map([...groups].map(([component, own]) => [component, countTraits(own)]));
}

/** Counts open findings of rows with `traits` and `n`. */
export function countTraits(rows: readonly SqlRow[]): ImageComponent['findings'] {
  const counts = { ...noFindings };
  for (const row of rows) {
    const [traits, n] = [traitsOf(numberOf(row, 'traits')), numberOf(row, 'n')];
    if (!isOpen(traits)) continue;
    counts[traits.tier as 'P0' | 'P1' | 'P2' | 'P3' | 'P4'] += n; // a tier by its making
    counts.total += n;
    if (traits.fixable === 'true') counts.fixable += n;
    if (traits.exploited === 'true') counts.exploited += n;
  }
  return counts;
}

/** Where a piece of software is: versions by name, those of the most images within reach. */
export async function searchComponents(
  reader: SqlReader,
  { q, version, cursor, limit }: InputOf<'searchComponents'>['query'],
  reach: Reach,
): Promise<AnswerOf<'searchComponents'>> {
  const after = cursor === undefined ? undefined : parseCursor(cursor, ['string', 'number']);
  const within = assetWithin(reach, 'o.asset');
  const parts: Condition[] = [
    {
      sql: `(lower(c.name) LIKE ? ESCAPE '!' OR c.purl = ?)`,
      values: [likeOf(q), storable(q, 1000)],
    },
    ...(version === undefined ? [] : [{ sql: 'c.version = ?', values: [storable(version, 200)] }]),
    ...(after === undefined ? [] : [{ sql: '(c.name, c.id) > (?, ?)', values: after }]),
    {
      sql: `EXISTS (SELECT 1 FROM occurrence o WHERE o.component = c.id AND ${within.sql})`,
      values: within.values,
    },
  ];
  const rows = await reader.all(
    `SELECT c.* FROM component c WHERE ${joined(parts)} ORDER BY c.name, c.id LIMIT ?`,
    [...valuesOf(parts), limit + 1],
  );
  const shown = rows.slice(0, limit);
  const counts = await imagesOf(reader, shown, reach);
  const items = shown.map((row) => ({
    purl: textOf(row, 'purl'),
    name: textOf(row, 'name'),
    version: textOf(row, 'version'),
    ecosystem: textOf(row, 'ecosystem'),
    ...(counts.get(numberOf(row, 'id')) ?? { images: 0, running: 0, loaded: 0 }),
  }));
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: formatCursor([textOf(last, 'name'), numberOf(last, 'id')]) };
}

async function imagesOf(
  reader: SqlReader,
  rows: readonly SqlRow[],
  reach: Reach,
): Promise<
  ReadonlyMap<
    number,
    { readonly images: number; readonly running: number; readonly loaded: number }
  >
> {
  if (rows.length === 0) return new Map();
  const values = padded(rows.map((row) => numberOf(row, 'id')));
  const within = assetWithin(reach, 'o.asset');
  const runs = runsWithin(reach, 'a');
  const found = await reader.all(
    `SELECT o.component AS component, count(DISTINCT o.asset) AS images, count(DISTINCT CASE WHEN ${runs.sql} THEN o.asset END) AS running,
       count(DISTINCT CASE WHEN o.usage = 'loaded' THEN o.asset END) AS loaded
     FROM occurrence o JOIN asset a ON a.id = o.asset WHERE o.component IN (${marks(values)}) AND ${within.sql} GROUP BY o.component`,
    [...runs.values, ...values, ...within.values],
  );
  return new Map(
    found.map((row) => [
      numberOf(row, 'component'),
      {
        images: numberOf(row, 'images'),
        running: numberOf(row, 'running'),
        loaded: numberOf(row, 'loaded'),
      },
    ]),
  );
}
