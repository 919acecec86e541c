import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { plural } from '#kit/text.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { assetWithin } from '../reach.ts';
import { idOf, listOf, numberOf, textOf } from '../row.ts';
import { assetTraits } from './tally.ts';
import { isOpen, maskOf, shiftOf, traitsOf, wordsOf } from './traits.ts';

type FixAction = AnswerOf<'readFixFirst'>['items'][number];

/** What removing a finding of a tier is worth. */
const weights: Readonly<Record<string, number>> = { P0: 1000, P1: 200, P2: 20, P3: 4, P4: 1 };

interface Remedy {
  readonly id: number;
  readonly byTier: ReadonlyMap<string, number>;
  readonly closes: number;
  readonly exploited: number;
  /** Findings that it would bring, everywhere together. */
  readonly introduces: number;
  readonly value: number;
}

/**
 * What to do first: a greedy weighted cover over the simulated plans of all scans. A plan counts each finding for one action
 * only, so the worth of an action is the sum of what it closes everywhere, less what it brings, by its effort; what brings
 * more than it closes is not told. Ties go to what closes more, then to the digest, which is the same in every installation.
 */
export async function readFixFirst(
  reader: SqlReader,
  reach: Reach,
  limit: number,
): Promise<AnswerOf<'readFixFirst'>> {
  const remedies = await remediesOf(reader, reach, await broughtBy(reader, reach));
  const before = remedies.reduce((sum, { closes }) => sum + closes, 0);
  const known = remedies.filter(({ id, closes }) => id !== 0 && closes > 0);
  const stored = await storedRemedies(reader);
  const ranked = known
    .map((one) => {
      const { effort = 1, digest = '' } = stored.get(one.id) ?? {};
      return { ...one, digest, worth: one.value / effort };
    })
    .filter(({ worth }) => worth > 0)
    .toSorted((a, b) => b.worth - a.worth || b.closes - a.closes || (a.digest < b.digest ? -1 : 1))
    .slice(0, limit);
  const actions = await Promise.all(ranked.map((remedy) => actionOf(reader, remedy, reach)));
  const items = actions.filter((action) => action !== undefined);
  const after = ranked.reduce((sum, { closes, introduces }) => sum - closes + introduces, before);
  return { items, before, after };
}

/** Worth of a finding that comes with a new version: nothing is known of it but that it is there. */
const broughtWeight = 4;

async function broughtBy(reader: SqlReader, reach: Reach): Promise<ReadonlyMap<number, number>> {
  const within = assetWithin(reach, 'c.asset');
  const rows = await reader.all(
    `SELECT c.remedy AS remedy, sum(c.introduces) AS n FROM remedy_cost c WHERE ${within.sql} GROUP BY c.remedy`,
    within.values,
  );
  return new Map(rows.map((row) => [numberOf(row, 'remedy'), numberOf(row, 'n')]));
}

async function remediesOf(
  reader: SqlReader,
  reach: Reach,
  brought: ReadonlyMap<number, number>,
): Promise<readonly Remedy[]> {
  const rows = reach === 'all' ? await countedRows(reader) : await placedRows(reader, reach);
  return [...Map.groupBy(rows, (row) => numberOf(row, 'remedy'))].map(([id, own]) =>
    remedyOf(id, own, brought.get(id) ?? 0),
  );
}

/** What `remedyOf` looks at: rows of the same are added up by the database, which leaves a twentieth of them. */
const kept = maskOf(['tier', 'state', 'exploited']);

function countedRows(reader: SqlReader): Promise<readonly SqlRow[]> {
  return reader.all(
    `SELECT remedy, (traits & ${kept}) AS traits, sum(n) AS n FROM remedy_tally WHERE n > 0 AND traits >= 0 GROUP BY remedy, (traits & ${kept})`,
  );
}

async function placedRows(reader: SqlReader, reach: Reach): Promise<readonly SqlRow[]> {
  const within = assetWithin(reach, 'a.id');
  return reader.all(
    `SELECT f.remedy AS remedy, (f.traits & ${kept}) AS traits, count(*) AS n FROM asset a JOIN finding f ON f.asset = a.id
     WHERE ${within.sql} GROUP BY f.remedy, (f.traits & ${kept})`,
    within.values,
  );
}

function remedyOf(id: number, rows: readonly SqlRow[], introduces: number): Remedy {
  const byTier = new Map<string, number>();
  let [closes, exploited, value] = [0, 0, -introduces * broughtWeight];
  for (const row of rows) {
    const [traits, n] = [traitsOf(numberOf(row, 'traits')), numberOf(row, 'n')];
    if (!isOpen(traits)) continue;
    byTier.set(traits.tier, (byTier.get(traits.tier) ?? 0) + n);
    closes += n;
    value += n * (weights[traits.tier] ?? 0);
    if (traits.exploited === 'true') exploited += n;
  }
  return { id, byTier, closes, exploited, introduces, value };
}

async function storedRemedies(
  reader: SqlReader,
): Promise<ReadonlyMap<number, { readonly effort: number; readonly digest: string }>> {
  const rows = await reader.all('SELECT id, effort, digest FROM remedy');
  return new Map(
    rows.map((row) => [
      numberOf(row, 'id'),
      { effort: Math.max(1, numberOf(row, 'effort')), digest: textOf(row, 'digest') },
    ]),
  );
}

/** Undefined where its last finding was forgotten meanwhile. */
async function actionOf(
  reader: SqlReader,
  remedy: Remedy,
  reach: Reach,
): Promise<FixAction | undefined> {
  const row = await reader.first('SELECT * FROM remedy WHERE id = ?', [remedy.id]);
  if (row === undefined) return undefined;
  const { total, assets } = await assetsOf(reader, remedy.id, reach);
  const kind = textOf(row, 'kind');
  const title = titleOf(kind, textOf(row, 'title'), total);
  const exploited = remedy.exploited === 0 ? '' : `, ${remedy.exploited} known to be exploited`;
  const brings = remedy.introduces === 0 ? '' : `, and brings ${remedy.introduces}`;
  return {
    title,
    kind,
    commands: [...listOf(row, 'commands')],
    assets,
    assetCount: total,
    closes: remedy.closes,
    exploited: remedy.exploited,
    byTier: Object.fromEntries(remedy.byTier),
    effort: numberOf(row, 'effort'),
    sentence: `${title} closes ${plural(remedy.closes, 'finding')}${exploited}${brings}.`,
  };
}

function titleOf(kind: string, title: string, assets: number): string {
  const images = plural(assets, 'image');
  if (kind === 'rebase') return `rebuild ${images} on ${title}`;
  if (kind === 'os-upgrade') return `upgrade packages of ${title} in ${images}`;
  const isManifest = kind === 'manifest' || kind === 'network-policy';
  return `${title} in ${isManifest ? plural(assets, 'place') : images}`;
}

/** The bits of what is to be done: the index of remedies has traits and asset, so that no finding is read. */
const openStates = ['open', 'acknowledged'].map(
  (word) => wordsOf('state').indexOf(word) * 2 ** shiftOf('state'),
);

async function assetsOf(
  reader: SqlReader,
  remedy: number,
  reach: Reach,
): Promise<{ readonly total: number; readonly assets: FixAction['assets'] }> {
  const within = assetWithin(reach, 'f.asset');
  const open = `f.remedy = ? AND f.remedy <> 0 AND (f.traits & ${maskOf(['state'])}) IN (${openStates.join(', ')})`;
  const rows = await reader.all(
    `SELECT a.id AS id, a.name AS name, a.kind AS kind FROM asset a JOIN (SELECT DISTINCT f.asset AS asset FROM finding f
     WHERE ${open} AND ${within.sql} LIMIT 20) d ON d.asset = a.id ORDER BY a.id`,
    [remedy, ...within.values],
  );
  const counted =
    reach === 'all'
      ? await reader.first('SELECT n FROM remedy_tally WHERE remedy = ? AND traits = ?', [
          remedy,
          assetTraits.open,
        ])
      : await reader.first(
          `SELECT count(DISTINCT f.asset) AS n FROM finding f WHERE ${open} AND ${within.sql}`,
          [remedy, ...within.values],
        );
  return {
    total: counted === undefined ? 0 : numberOf(counted, 'n'),
    assets: rows.map((row) => ({
      id: idOf(row),
      name: textOf(row, 'name'),
      kind: textOf(row, 'kind'),
    })),
  };
}
