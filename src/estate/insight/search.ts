import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { likeLiteral } from '../like.ts';
import { assetWithin, placedWithin } from '../reach.ts';
import { idOf, numberOf, textOf } from '../row.ts';
import { statement } from '../statement.ts';

type Hit = AnswerOf<'search'>['items'][number];

/** Where the caller may look; what is undefined is not asked. */
export interface SearchReach {
  readonly assets: Reach;
  readonly findings: Reach | undefined;
  readonly runtime: Reach | undefined;
}

const each = 10;
const most = 50;
/** Candidates by name that reach is asked for: bounds the work for words that are everywhere. */
const candidates = 400;

/** Anything by name: images, hosts, workloads, faults (CVE, rule), components, incidents. What begins with the text comes first. */
export async function searchNames(
  reader: SqlReader,
  reach: SearchReach,
  text: string,
): Promise<readonly Hit[]> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const like = { any: `%${likeLiteral(wanted)}%`, start: `${likeLiteral(wanted)}%` };
  const found = [
    ...(await searchAssets(reader, reach.assets, { wanted, ...like })),
    ...(await searchWorkloads(reader, reach.assets, like)),
    ...(reach.findings === undefined ? [] : await searchFaults(reader, reach.findings, like)),
    ...(reach.runtime === undefined
      ? []
      : await searchIncidents(reader, reach.runtime, { wanted, ...like })),
    ...(await searchComponents(reader, reach.assets, like)),
  ];
  const ranked = found.map((hit, at) => ({ hit, at, rank: rankOf(hit, wanted) }));
  return ranked
    .toSorted((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, most)
    .map(({ hit }) => hit);
}

interface Pattern {
  readonly any: string;
  readonly start: string;
}

async function searchAssets(
  reader: SqlReader,
  reach: Reach,
  { wanted, any, start }: Pattern & { readonly wanted: string },
): Promise<readonly Hit[]> {
  const within = assetWithin(reach, 'a.id');
  const byDigest = /^(?:sha256:)?[0-9a-f]{8,64}$/u.test(wanted)
    ? `${wanted.startsWith('sha256:') ? '' : 'sha256:'}${wanted}%`
    : any;
  const rows = await reader.all(
    ...statement`SELECT a.id AS id, a.kind AS kind, a.name AS name, a.os AS os, a.running AS running FROM asset a
      WHERE (lower(a.name) LIKE ${any} ESCAPE '!' OR lower(a.names) LIKE ${any} ESCAPE '!' OR a.digest LIKE ${byDigest} ESCAPE '!') AND ${within}
      ORDER BY CASE WHEN lower(a.name) LIKE ${start} ESCAPE '!' THEN 0 ELSE 1 END, CASE WHEN a.gone_at IS NULL THEN 0 ELSE 1 END, a.running DESC, a.name, a.id LIMIT ${2 * each}`,
  );
  return rows.map(hitOfAsset);
}

/** Images and hosts have pages of their own. */
function hitOfAsset(row: SqlRow): Hit {
  const [kind, id, running] = [textOf(row, 'kind'), idOf(row), numberOf(row, 'running')];
  const parts = [textOf(row, 'os'), running > 0 ? `running ${running}` : ''];
  const hit = { title: textOf(row, 'name'), detail: parts.filter(Boolean).join(', ') };
  if (kind === 'image' || kind === 'host') return { kind, id, ...hit };
  return {
    kind: 'page',
    id: `/${kind === 'cluster' ? 'clusters' : 'findings'}?asset=${id}`,
    ...hit,
  };
}

async function searchWorkloads(
  reader: SqlReader,
  reach: Reach,
  { any, start }: Pattern,
): Promise<readonly Hit[]> {
  const rows = await reader.all(
    ...statement`SELECT w.id AS id, w.name AS name, w.kind AS kind, w.cluster AS cluster, w.namespace AS namespace FROM workload w
      WHERE (lower(w.name) LIKE ${any} ESCAPE '!' OR lower(w.identity) LIKE ${any} ESCAPE '!') AND ${placedWithin(reach, 'w')}
      ORDER BY CASE WHEN lower(w.name) LIKE ${start} ESCAPE '!' THEN 0 ELSE 1 END, CASE WHEN w.gone_at IS NULL THEN 0 ELSE 1 END, w.name, w.id LIMIT ${each}`,
  );
  return rows.map((row) => ({
    kind: 'workload',
    id: idOf(row),
    title: textOf(row, 'name'),
    detail: [textOf(row, 'kind'), textOf(row, 'cluster'), textOf(row, 'namespace')]
      .filter(Boolean)
      .join(' · '),
  }));
}

/** Faults by id; their title is that of one problem that is within reach. */
async function searchFaults(
  reader: SqlReader,
  reach: Reach,
  { any, start }: Pattern,
): Promise<readonly Hit[]> {
  const rows = await reader.all(
    ...statement`SELECT v.rule AS rule, v.kind AS kind FROM (SELECT id, rule, kind, folded FROM vulnerability WHERE folded LIKE ${any} ESCAPE '!'
      ORDER BY CASE WHEN folded LIKE ${start} ESCAPE '!' THEN 0 ELSE 1 END, folded DESC LIMIT ${candidates}) v
      WHERE EXISTS (SELECT 1 FROM finding f WHERE f.vulnerability = v.id AND ${assetWithin(reach, 'f.asset')})
      ORDER BY CASE WHEN v.folded LIKE ${start} ESCAPE '!' THEN 0 ELSE 1 END, v.folded DESC LIMIT ${each}`,
  );
  return rows.map((row) => ({
    kind: 'vulnerability',
    id: textOf(row, 'rule'),
    title: textOf(row, 'rule'),
    detail: textOf(row, 'kind'),
  }));
}

async function searchComponents(
  reader: SqlReader,
  reach: Reach,
  { any, start }: Pattern,
): Promise<readonly Hit[]> {
  const rows = await reader.all(
    ...statement`SELECT c.id AS id, c.name AS name, c.version AS version, c.purl AS purl FROM (SELECT id, name, version, purl FROM component
      WHERE lower(name) LIKE ${any} ESCAPE '!' OR lower(purl) LIKE ${any} ESCAPE '!'
      ORDER BY CASE WHEN lower(name) LIKE ${start} ESCAPE '!' THEN 0 ELSE 1 END, length(name), name, version LIMIT ${candidates}) c
      WHERE EXISTS (SELECT 1 FROM occurrence o WHERE o.component = c.id AND ${assetWithin(reach, 'o.asset')})
      ORDER BY CASE WHEN lower(c.name) LIKE ${start} ESCAPE '!' THEN 0 ELSE 1 END, length(c.name), c.name, c.version LIMIT ${each}`,
  );
  return rows.map((row) => ({
    kind: 'component',
    id: idOf(row),
    title: `${textOf(row, 'name')} ${textOf(row, 'version')}`,
    detail: textOf(row, 'purl'),
  }));
}

async function searchIncidents(
  reader: SqlReader,
  reach: Reach,
  { wanted, any, start }: Pattern & { readonly wanted: string },
): Promise<readonly Hit[]> {
  const rows = await reader.all(
    ...statement`SELECT i.id AS id, i.title AS title, i.status AS status, i.severity AS severity FROM incident i
      WHERE (lower(i.title) LIKE ${any} ESCAPE '!' OR lower(i.id) = ${wanted} OR lower(i.image) LIKE ${any} ESCAPE '!') AND ${placedWithin(reach, 'i')}
      ORDER BY CASE WHEN lower(i.title) LIKE ${start} ESCAPE '!' THEN 0 ELSE 1 END, i.opened DESC, i.id LIMIT ${each}`,
  );
  return rows.map((row: SqlRow) => ({
    kind: 'incident',
    id: textOf(row, 'id'),
    title: textOf(row, 'title'),
    detail: `${textOf(row, 'status')}, ${textOf(row, 'severity')}`,
  }));
}

function rankOf({ title }: Hit, wanted: string): number {
  const name = title.toLowerCase();
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  return name.includes(`/${wanted}`) || name.includes(`-${wanted}`) ? 2 : 3;
}
