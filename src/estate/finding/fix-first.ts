import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { plural } from '#kit/text.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { assetWithin } from '../reach.ts';
import { numberOf, textOf } from './row.ts';
import { assetTraits } from './tally.ts';
import { isOpen, traitsOf } from './traits.ts';

type FixAction = AnswerOf<'readFixFirst'>['items'][number];

/** What removing a finding of a tier is worth. */
const weights: Readonly<Record<string, number>> = { P0: 1000, P1: 200, P2: 20, P3: 4, P4: 1 };

interface Remedy {
  readonly id: number;
  readonly byTier: ReadonlyMap<string, number>;
  readonly closes: number;
  readonly exploited: number;
  readonly value: number;
}

/**
 * What to do first: a greedy weighted cover over the simulated plans of all scans. A plan counts each finding for one action
 * only, so the worth of an action is the sum of what it closes everywhere, by its effort; ties go to what closes more, then
 * to the older remedy.
 */
export async function readFixFirst(
  reader: SqlReader,
  reach: Reach,
  limit: number,
): Promise<AnswerOf<'readFixFirst'>> {
  const remedies = await remediesOf(reader, reach);
  const before = remedies.reduce((sum, { closes }) => sum + closes, 0);
  const known = remedies.filter(({ id, closes }) => id !== 0 && closes > 0);
  const efforts = await effortsOf(reader);
  const ranked = known
    .map((one) => ({ ...one, worth: one.value / (efforts.get(one.id) ?? 1) }))
    .toSorted((a, b) => b.worth - a.worth || b.closes - a.closes || a.id - b.id)
    .slice(0, limit);
  const items: FixAction[] = [];
  for (const remedy of ranked) items.push(await actionOf(reader, remedy, reach));
  const after = before - items.reduce((sum, { closes }) => sum + closes, 0);
  return { items, before, after };
}

async function remediesOf(reader: SqlReader, reach: Reach): Promise<readonly Remedy[]> {
  const rows =
    reach === 'all'
      ? await reader.all('SELECT remedy, traits, n FROM remedy_tally WHERE n > 0 AND traits >= 0')
      : await placedRows(reader, reach);
  return [...Map.groupBy(rows, (row) => numberOf(row, 'remedy'))].map(([id, own]) =>
    remedyOf(id, own),
  );
}

async function placedRows(reader: SqlReader, reach: Reach): Promise<readonly SqlRow[]> {
  const within = assetWithin(reach, 'a.id');
  return reader.all(
    `SELECT f.remedy AS remedy, f.traits AS traits, count(*) AS n FROM asset a JOIN finding f ON f.asset = a.id
     WHERE ${within.sql} GROUP BY f.remedy, f.traits`,
    within.values,
  );
}

function remedyOf(id: number, rows: readonly SqlRow[]): Remedy {
  const byTier = new Map<string, number>();
  let [closes, exploited, value] = [0, 0, 0];
  for (const row of rows) {
    const [traits, n] = [traitsOf(numberOf(row, 'traits')), numberOf(row, 'n')];
    if (!isOpen(traits)) continue;
    byTier.set(traits.tier, (byTier.get(traits.tier) ?? 0) + n);
    closes += n;
    value += n * (weights[traits.tier] ?? 0);
    if (traits.exploited === 'true') exploited += n;
  }
  return { id, byTier, closes, exploited, value };
}

async function effortsOf(reader: SqlReader): Promise<ReadonlyMap<number, number>> {
  const rows = await reader.all('SELECT id, effort FROM remedy');
  return new Map(rows.map((row) => [numberOf(row, 'id'), numberOf(row, 'effort')]));
}

async function actionOf(reader: SqlReader, remedy: Remedy, reach: Reach): Promise<FixAction> {
  const row = (await reader.first('SELECT * FROM remedy WHERE id = ?', [remedy.id])) ?? {};
  const { total, assets } = await assetsOf(reader, remedy.id, reach);
  const kind = textOf(row, 'kind');
  const title = titleOf(kind, textOf(row, 'title'), total);
  const exploited = remedy.exploited === 0 ? '' : `, ${remedy.exploited} known to be exploited`;
  return {
    title,
    kind,
    commands: commandsOf(textOf(row, 'commands')),
    assets,
    assetCount: total,
    closes: remedy.closes,
    exploited: remedy.exploited,
    byTier: Object.fromEntries(remedy.byTier),
    effort: numberOf(row, 'effort'),
    sentence: `${title} closes ${plural(remedy.closes, 'finding')}${exploited}.`,
  };
}

function titleOf(kind: string, title: string, assets: number): string {
  const images = plural(assets, 'image');
  if (kind === 'rebase') return `rebuild ${images} on ${title}`;
  if (kind === 'os-upgrade') return `upgrade packages of ${title} in ${images}`;
  return `${title} in ${images}`;
}

function commandsOf(text: string): string[] {
  const value: unknown = JSON.parse(text === '' ? '[]' : text);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

async function assetsOf(
  reader: SqlReader,
  remedy: number,
  reach: Reach,
): Promise<{ readonly total: number; readonly assets: FixAction['assets'] }> {
  const within = assetWithin(reach, 'f.asset');
  const open = `f.remedy = ? AND f.remedy <> 0 AND f.state IN ('open', 'acknowledged')`;
  const rows = await reader.all(
    `SELECT a.id AS id, a.name AS name FROM asset a JOIN (SELECT DISTINCT f.asset AS asset FROM finding f
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
    total: numberOf(counted ?? {}, 'n'),
    assets: rows.map((row) => ({ id: `${numberOf(row, 'id')}`, name: textOf(row, 'name') })),
  };
}
