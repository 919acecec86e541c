import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { assetWithin } from '../reach.ts';
import { idOf, marks, numberOf, optionalNumberOf, optionalTextOf, padded, textOf } from '../row.ts';
import { traitsOf } from './traits.ts';

/** A finding as lists, exports and reports show it: there is no other way to write one. */
export type FindingRow = AnswerOf<'listFindings'>['items'][number];

const columns = `f.id AS id, f.fingerprint AS fingerprint, f.traits AS traits, f.score AS score, f.state AS state, f.asset AS asset,
  a.name AS asset_name, f.due_at AS due_at, f.first_seen AS first_seen, f.fixed_at AS fixed_at, f.last_seen AS last_seen, a.scanned_at AS scanned_at,
  f.owner AS owner, f.exception AS exception, f.version AS version, f.problem AS problem, f.breached AS breached,
  p.rule AS rule, p.title AS title, p.fixed_version AS fixed_version, p.epss AS epss, p.facts AS problem_facts,
  c.name AS component_name, c.version AS component_version, c.purl AS purl, s.words AS sentence`;
const tables = `finding f JOIN problem p ON p.id = f.problem JOIN asset a ON a.id = f.asset
  LEFT JOIN component c ON c.id = p.component LEFT JOIN sentence s ON s.id = f.sentence`;

/** Findings by their ids, in that order; those out of reach are left out. */
export async function readFindings(
  reader: SqlReader,
  ids: readonly number[],
  reach: Reach,
): Promise<readonly FindingRow[]> {
  if (ids.length === 0) return [];
  const values = padded(ids);
  const within = assetWithin(reach, 'f.asset');
  const rows = await reader.all(
    `SELECT ${columns} FROM ${tables} WHERE f.id IN (${marks(values)}) AND ${within.sql}`,
    [...values, ...within.values],
  );
  const found = new Map(rows.map((row) => [numberOf(row, 'id'), row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    return row === undefined ? [] : [toFinding(row)];
  });
}

/** The whole row of one finding, or undefined where there is none within reach. */
export async function findFinding(
  reader: SqlReader,
  id: number,
  reach: Reach,
): Promise<SqlRow | undefined> {
  const within = assetWithin(reach, 'f.asset');
  return reader.first(`SELECT ${columns} FROM ${tables} WHERE f.id = ? AND ${within.sql}`, [
    id,
    ...within.values,
  ]);
}

/** Writes a row of `findFinding` as the API shows it. */
export function toFinding(row: SqlRow): FindingRow {
  const traits = traitsOf(numberOf(row, 'traits')) as unknown as Coded; // codes are made from these words only
  const [due, fixedAt, epss] = [
    optionalNumberOf(row, 'due_at'),
    optionalNumberOf(row, 'fixed_at'),
    optionalNumberOf(row, 'epss'),
  ];
  const purl = optionalTextOf(row, 'purl');
  return {
    id: idOf(row),
    fingerprint: textOf(row, 'fingerprint'),
    kind: traits.kind,
    rule: textOf(row, 'rule'),
    title: textOf(row, 'title'),
    severity: traits.severity,
    tier: traits.tier,
    score: numberOf(row, 'score'),
    state: traits.state,
    asset: {
      id: idOf(row, 'asset'),
      kind: traits.assetKind,
      name: textOf(row, 'asset_name'),
    },
    ...(purl !== undefined && {
      component: {
        name: textOf(row, 'component_name'),
        version: textOf(row, 'component_version'),
        purl,
      },
    }),
    ...textMember(row, 'fixed_version', 'fixedVersion'),
    exploited: traits.exploited === 'true',
    ...(epss !== undefined && { epss }),
    usage: traits.usage,
    exposure: traits.exposure,
    ...textMember(row, 'owner', 'owner'),
    firstSeen: numberOf(row, 'first_seen'),
    lastSeen: lastSeenOf(row),
    ...(due !== undefined && traits.state !== 'excepted' && { due }),
    breached: traits.breached === 'true',
    ...(fixedAt !== undefined && { fixedAt }),
    ...textMember(row, 'exception', 'exception'),
    sentence: optionalTextOf(row, 'sentence') ?? '',
  };
}

type Coded = Pick<FindingRow, 'kind' | 'severity' | 'tier' | 'state' | 'usage' | 'exposure'> & {
  readonly assetKind: FindingRow['asset']['kind'];
  readonly exploited: string;
  readonly breached: string;
};

/** What is not fixed was seen by the last scan of its asset. */
function lastSeenOf(row: SqlRow): number {
  if (textOf(row, 'state') === 'fixed') return numberOf(row, 'last_seen');
  return Math.max(numberOf(row, 'last_seen'), optionalNumberOf(row, 'scanned_at') ?? 0);
}

function textMember<Name extends 'fixedVersion' | 'owner' | 'exception'>(
  row: SqlRow,
  column: string,
  name: Name,
): Partial<Pick<FindingRow, Name>> {
  const text = textOf(row, column);
  return text === '' ? {} : ({ [name]: text } as Pick<FindingRow, Name>); // the one member that was named
}
