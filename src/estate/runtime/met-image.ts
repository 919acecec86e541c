import type { SqlWriter } from '#contract/sql.ts';
import { isDigest } from '#model/digest.ts';
import { repositoryOf } from '#model/image-name.ts';
import type { WorkloadContainer, WorkloadImage } from '#model/workload.ts';
import { numberOf, storable, textOf } from '../row.ts';

/** An image that was met in a container. */
export interface MetImage {
  readonly asset: number;
  readonly image: WorkloadImage;
  readonly container: string;
  /** It was not known before. */
  readonly isNew: boolean;
}

/** The asset of a container's image, made if need be; undefined where nobody knows yet which image it is. */
export async function meetImage(
  tx: SqlWriter,
  { id: container, image }: WorkloadContainer,
  time: number,
): Promise<MetImage | undefined> {
  if (image === undefined) return undefined;
  const known = await knownImage(tx, image);
  if (known !== undefined) {
    await tx.run('UPDATE asset SET last_seen = ?, gone_at = NULL WHERE id = ?', [time, known]);
    return { asset: known, image, container, isNew: false };
  }
  // Without a digest its name may mean another image tomorrow: the scan makes the asset.
  const { id, digest: manifest = '', reference, tag = '' } = image;
  if (id === undefined) return undefined;
  const repository = repositoryOfImage(image);
  const names = [storable(reference, 500)];
  const { asset } = await enterImage(tx, { id, manifest, names, repository, tag }, time);
  return { asset, image, container, isNew: true };
}

async function knownImage(
  tx: SqlWriter,
  { id, digest }: WorkloadImage,
): Promise<number | undefined> {
  const [sql, value] =
    id === undefined
      ? [
          "SELECT id FROM asset WHERE kind = 'image' AND manifest <> '' AND manifest = ?",
          digest ?? '',
        ]
      : ['SELECT id FROM asset WHERE identity = ?', `image:${id}`];
  const row = await tx.first(sql, [value]);
  return row && numberOf(row, 'id');
}

/** An image that is there: its digests, and what it is called, the best known name first. What is not known is empty. */
export interface PresentImage {
  /** Digest of its configuration. */
  readonly id: string;
  readonly manifest: string;
  readonly names: readonly string[];
  readonly repository: string;
  readonly tag: string;
}

/** Makes the asset of an image, or says of it that it is there; answers also whether it was scanned. */
export async function enterImage(
  tx: SqlWriter,
  { id, manifest, names, repository, tag }: PresentImage,
  time: number,
): Promise<{ readonly asset: number; readonly scanState: string }> {
  const row = await tx.first(
    `INSERT INTO asset (kind, identity, name, names, digest, manifest, repository, tag, first_seen, last_seen)
     VALUES ('image', ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (identity) DO UPDATE SET last_seen = excluded.last_seen, gone_at = NULL RETURNING id, scan_state`,
    [
      `image:${id}`,
      names[0] ?? id,
      JSON.stringify(names),
      id,
      manifest,
      repository,
      storable(tag, 200),
      time,
      time,
    ],
  );
  return { asset: numberOf(row, 'id'), scanState: textOf(row, 'scan_state') };
}

/** Registry and path of an image as its scan has them, without tag and digest; empty where it is only named by what it holds. */
export function repositoryOfImage({
  reference,
  repository,
}: Pick<WorkloadImage, 'reference' | 'repository'>): string {
  const name = repository ?? reference;
  return isDigest(name) ? '' : storable(repositoryOf(name), 300);
}
