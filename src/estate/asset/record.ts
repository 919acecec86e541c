import type { Place } from '#contract/platform.ts';
import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import type { AssetState } from '../finding/staged.ts';
import { numberOf, optionalNumberOf, storable } from '../row.ts';

/** What a scan says of an asset itself. */
export interface AssetFacts {
  readonly kind: AssetState['kind'];
  readonly identity: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly digest: string;
  readonly manifest: string;
  readonly repository: string;
  readonly tag: string;
  readonly cluster: string;
  readonly os: string;
  readonly base: string;
  readonly createdAt?: number;
  readonly sizeBytes?: number;
  /** Digest of the advisory database that was asked. */
  readonly advisories: string;
  readonly gaps: number;
  readonly components: number;
  /** When it was scanned, in milliseconds. */
  readonly scanned: number;
}

/** An asset after it was written. `scanned` is when it had been scanned before. */
export interface WrittenAsset {
  readonly id: number;
  readonly scanned?: number;
}

/** What the row says of an asset that exists. */
export async function findAsset(
  reader: SqlReader,
  identity: string,
): Promise<WrittenAsset | undefined> {
  const row = await reader.first('SELECT id, scanned_at FROM asset WHERE identity = ?', [identity]);
  if (row === undefined) return undefined;
  const scanned = optionalNumberOf(row, 'scanned_at');
  return { id: numberOf(row, 'id'), ...(scanned !== undefined && { scanned }) };
}

/** Writes the facts of a scan into the asset's row, which is made if need be, and locks the row. */
export async function writeAsset(
  tx: SqlWriter,
  facts: AssetFacts,
  now: number,
): Promise<WrittenAsset> {
  await tx.run(
    `INSERT INTO asset (kind, identity, name, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (identity) DO NOTHING`,
    [facts.kind, facts.identity, storable(facts.name, 500), now, now],
  );
  await tx.run('UPDATE asset SET scan_error = scan_error WHERE identity = ?', [facts.identity]);
  const before = await findAsset(tx, facts.identity);
  const written: WrittenAsset = { id: 0, ...before };
  if (written.scanned !== undefined && written.scanned > facts.scanned) return written;
  const cluster = storable(facts.cluster, 200);
  await tx.run(
    `UPDATE asset SET name = ?, names = ?, digest = ?, manifest = ?, repository = ?, tag = ?,
      cluster = CASE WHEN ? = '' THEN cluster ELSE ? END, os = ?, base = ?, created_at = ?, size_bytes = ?,
      scan_state = 'scanned', scan_error = '', scanned_at = ?, advisories = ?, gaps = ?, components = ?,
      last_seen = CASE WHEN last_seen < ? THEN ? ELSE last_seen END WHERE id = ?`,
    [
      storable(facts.name, 500),
      JSON.stringify(facts.names.slice(0, 100).map((name) => storable(name, 500))),
      facts.digest,
      facts.manifest,
      storable(facts.repository, 300),
      storable(facts.tag, 200),
      cluster,
      cluster,
      storable(facts.os, 200),
      storable(facts.base, 500),
      ...optional(facts.createdAt, facts.sizeBytes),
      facts.scanned,
      facts.advisories,
      facts.gaps,
      facts.components,
      facts.scanned,
      facts.scanned,
      written.id,
    ],
  );
  return written;
}

function optional(...values: readonly (number | undefined)[]): readonly (number | null)[] {
  return values.map((value) => value ?? null);
}

/** Adds places to an asset; what is there stays. */
export async function addPlaces(
  tx: SqlWriter,
  asset: number,
  places: readonly Place[],
): Promise<void> {
  await tx.runMany(
    `INSERT INTO asset_place (asset, cluster, namespace, repository) VALUES (?, ?, ?, ?)
     ON CONFLICT (asset, cluster, namespace, repository) DO NOTHING`,
    places.map(({ cluster = '', namespace = '', repository = '' }) => [
      asset,
      storable(cluster, 200),
      storable(namespace, 200),
      storable(repository, 300),
    ]),
  );
}

/** Keeps a packed document of an asset, in place of the one before; writes nothing when it is the same. */
export async function writeDocument(
  tx: SqlWriter,
  asset: number,
  kind: string,
  body: Uint8Array,
): Promise<void> {
  await tx.run(
    `INSERT INTO asset_document (asset, kind, body) VALUES (?, ?, ?)
     ON CONFLICT (asset, kind) DO UPDATE SET body = excluded.body`,
    [asset, kind, body],
  );
}

/** A packed document of an asset. */
export async function readDocument(
  reader: SqlReader,
  asset: number,
  kind: string,
): Promise<Uint8Array | undefined> {
  const row = await reader.first('SELECT body FROM asset_document WHERE asset = ? AND kind = ?', [
    asset,
    kind,
  ]);
  const body = row?.['body'];
  return body instanceof Uint8Array ? body : undefined;
}
