import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { isOpen, traitsOf } from '../../finding/traits.ts';
import { assetWithin, placedWithin } from '../../reach.ts';
import { inParts, numberOf, textOf } from '../../row.ts';
import { among, statement } from '../../statement.ts';
import { countBreached, readFigures } from '../figures.ts';

/** What the catalogue says of a check, as far as controls need it. */
export interface CheckFacts {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly enabled: boolean;
  readonly controls: readonly string[];
  readonly aliases: readonly string[];
}

/** How often the findings of a rule are in a state. */
interface RuleCount {
  readonly open: number;
  readonly excepted: number;
  readonly assets: number;
}

/** How many assets of a kind there are, and how many were scanned in full. */
export interface SeenAssets {
  readonly total: number;
  readonly seen: number;
}

/** Everything that controls are judged by, of one moment and within one reach. */
export interface EstateEvidence {
  readonly rules: ReadonlyMap<string, RuleCount>;
  readonly kinds: ReadonlyMap<string, RuleCount>;
  readonly assets: ReadonlyMap<string, SeenAssets>;
  readonly overdue: number;
  readonly workloads: SeenAssets;
  readonly incidents: { readonly old: number };
  readonly signed: {
    readonly verified: number;
    readonly unverified: number;
    readonly unknown: number;
  };
}

const weekMs = 7 * 86_400_000;

/** Reads it: work by the rules asked for and by rows of assets, not by findings. */
export async function readEvidence(
  reader: SqlReader,
  reach: Reach,
  rules: readonly string[],
  now: number,
): Promise<EstateEvidence> {
  const figures = await readFigures(reader, reach);
  const old = await reader.first(
    ...statement`SELECT count(*) AS n FROM incident i WHERE i.status IN ('open', 'contained') AND i.opened < ${now - weekMs} AND ${placedWithin(reach, 'i')}`,
  );
  return {
    rules: await countRules(reader, reach, rules),
    kinds: await countKinds(reader, reach),
    assets: await seenAssets(reader, reach),
    overdue: await countBreached(reader, reach),
    workloads: { total: figures.workloads, seen: figures.watched },
    incidents: { old: numberOf(old, 'n') },
    signed: await signedImages(reader, reach),
  };
}

async function countRules(
  reader: SqlReader,
  reach: Reach,
  rules: readonly string[],
): Promise<ReadonlyMap<string, RuleCount>> {
  const counts = new Map<string, RuleCount>();
  const folded = rules.map((rule) => rule.toLowerCase());
  for (const part of inParts(folded)) {
    const rows = await reader.all(
      ...statement`SELECT v.rule AS rule, f.traits AS traits, count(*) AS n, count(DISTINCT f.asset) AS assets FROM vulnerability v
        JOIN finding f ON f.vulnerability = v.id WHERE v.folded IN (${among(part)}) AND ${assetWithin(reach, 'f.asset')} GROUP BY v.rule, f.traits`,
    );
    for (const row of rows) addTo(counts, textOf(row, 'rule'), row);
  }
  return counts;
}

/** By kind of finding: the values that traits have are few, and known from the tally. */
async function countKinds(
  reader: SqlReader,
  reach: Reach,
): Promise<ReadonlyMap<string, RuleCount>> {
  const counts = new Map<string, RuleCount>();
  const known = await reader.all('SELECT DISTINCT traits FROM finding_tally');
  const wanted = known
    .map((row) => numberOf(row, 'traits'))
    .filter((packed) => ['secret', 'malware', 'credential'].includes(traitsOf(packed).kind))
    .filter((packed) => traitsOf(packed).state !== 'fixed');
  for (const part of inParts(wanted)) {
    const rows = await reader.all(
      ...statement`SELECT f.traits AS traits, count(*) AS n, count(DISTINCT f.asset) AS assets FROM finding f
        WHERE f.traits IN (${among(part)}) AND ${assetWithin(reach, 'f.asset')} GROUP BY f.traits`,
    );
    for (const row of rows) addTo(counts, traitsOf(numberOf(row, 'traits')).kind, row);
  }
  return counts;
}

function addTo(counts: Map<string, RuleCount>, key: string, row: SqlRow): void {
  const traits = traitsOf(numberOf(row, 'traits'));
  const n = numberOf(row, 'n');
  const assets = numberOf(row, 'assets');
  const before = counts.get(key) ?? { open: 0, excepted: 0, assets: 0 };
  if (isOpen(traits))
    counts.set(key, {
      ...before,
      open: before.open + n,
      // Traits of one rule differ by exposure and tier, so an asset is seldom counted twice.
      assets: before.assets + assets,
    });
  else if (traits.state === 'excepted')
    counts.set(key, { ...before, excepted: before.excepted + n });
}

async function seenAssets(
  reader: SqlReader,
  reach: Reach,
): Promise<ReadonlyMap<string, SeenAssets>> {
  const rows = await reader.all(
    ...statement`SELECT a.kind AS kind, count(*) AS n, sum(CASE WHEN a.scanned_at IS NOT NULL AND a.scan_state <> 'failed' THEN 1 ELSE 0 END) AS seen
      FROM asset a WHERE a.gone_at IS NULL AND ${assetWithin(reach, 'a.id')} GROUP BY a.kind`,
  );
  return new Map(
    rows.map((row) => [
      textOf(row, 'kind'),
      { total: numberOf(row, 'n'), seen: numberOf(row, 'seen') },
    ]),
  );
}

async function signedImages(reader: SqlReader, reach: Reach): Promise<EstateEvidence['signed']> {
  const rows = await reader.all(
    ...statement`SELECT a.signed AS signed, count(*) AS n FROM asset a
      WHERE a.kind = 'image' AND a.gone_at IS NULL AND ${assetWithin(reach, 'a.id')} GROUP BY a.signed`,
  );
  const by = new Map(rows.map((row) => [textOf(row, 'signed'), numberOf(row, 'n')]));
  return {
    verified: by.get('verified') ?? 0,
    unverified: by.get('unverified') ?? 0,
    unknown: by.get('unknown') ?? 0,
  };
}
