import { isImageReference } from '#artifact/registry/reference.ts';
import type { Call, Operations, Place, Platform, Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { countColumns, countsOfAsset } from '#estate/asset/counts.ts';
import type { AssetFacts } from '#estate/asset/record.ts';
import { ownNumber } from '#estate/own-number.ts';
import { assetWithin, isBelow } from '#estate/reach.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { repositoryOf } from '#model/image-name.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { checkRegistryHost } from '../continuous/reachable-registry.ts';
import { placesOf } from '../import/asset-facts.ts';
import { importReport } from '../import/import-report.ts';
import { lookAgainScanned } from '../wish/look-again.ts';
import { inRegistry, requestScan, scanPriority } from '../wish/scan-wish.ts';
import { notFound } from './not-found.ts';

type ScanOperations = Pick<Operations, 'scanImage' | 'addScan' | 'ingestScan'>;

/** Scans that people ask for, and reports that pipelines send. */
export function scanOperations(platform: Platform): ScanOperations {
  return {
    scanImage: (call, { params }) => scanImage(platform, call, params.id),
    addScan: (call, { body }) => addScan(platform, call, body.reference),
    ingestScan: (call, { body }) => ingestScan(platform, call, body),
  };
}

async function scanImage(
  platform: Platform,
  call: Call,
  id: string,
): Promise<AnswerOf<'scanImage'>> {
  const { database, jobs, audit } = platform;
  const job = await database.transaction(async (tx) => {
    const within = assetWithin(call.reach, 'asset.id');
    const row = await tx.first(
      `SELECT id, name, names, manifest, repository, digest FROM asset WHERE kind = 'image' AND id = ? AND ${within.sql}`,
      [ownNumber(id), ...within.values],
    );
    if (row === undefined) throw notFound('image');
    const asset = Number(row['id']);
    const before = await lastWish(tx, asset);
    const name = String(row['name']);
    const added = await requestScan(tx, jobs, {
      reference: before?.reference ?? pullReference(row),
      target: 'image',
      name,
      asset,
      priority: scanPriority.asked,
      ...(before?.node !== undefined && { node: before.node }),
    });
    await audit.append(tx, {
      caller: call.caller,
      action: 'image.scan',
      subject: id,
      outcome: 'done',
      detail: name.slice(0, 500),
    });
    return added;
  });
  jobs.wake();
  return { job };
}

/** How the image was read when it was last scanned: an engine may have what no registry has. */
async function lastWish(
  reader: SqlReader,
  asset: number,
): Promise<{ readonly reference: string; readonly node?: string } | undefined> {
  const row = await reader.first(
    "SELECT kind, data FROM job WHERE asset = ? AND kind LIKE 'scan%' ORDER BY id DESC LIMIT 1",
    [asset],
  );
  if (row === undefined) return undefined;
  const data: unknown = JSON.parse(String(row['data']));
  const reference: unknown = Object.getOwnPropertyDescriptor(data, 'reference')?.value;
  if (typeof reference !== 'string') return undefined;
  const [, node = ''] = /@(.*)$/su.exec(String(row['kind'])) ?? [];
  return { reference, ...(node !== '' && { node }) };
}

function pullReference(row: Readonly<Record<string, unknown>>): string {
  const repository = String(row['repository']);
  const manifest = String(row['manifest']);
  const name =
    repository !== '' && manifest !== '' ? `${repository}@${manifest}` : String(row['name']);
  return `${inRegistry}${name}`;
}

async function addScan(
  platform: Platform,
  call: Call,
  reference: string,
): Promise<AnswerOf<'addScan'>> {
  const { database, jobs, audit } = platform;
  // Paths, sockets and processes of this machine are nothing that a caller may name.
  const bare = reference.replace(/^(?:registry|docker|podman|containerd):/u, '');
  if (!isImageReference(bare))
    throw new CaissonError('usage.invalid-argument', `${quote(reference)} does not name an image`, {
      hint: 'write it as registry/name:tag or registry/name@sha256:…',
    });
  const isLocal = /^(?:docker|podman|containerd):/u.test(reference);
  const repository = repositoryOf(bare);
  if (!isLocal) checkRegistryHost(repository);
  if (!isWithin(call.reach, { repository }))
    throw new CaissonError('access.forbidden', 'this repository is out of your reach');
  const job = await database.transaction(async (tx) => {
    const added = await requestScan(tx, jobs, {
      reference: isLocal ? reference : `${inRegistry}${bare}`,
      target: 'image',
      name: bare,
      repository,
      priority: scanPriority.asked,
    });
    await audit.append(tx, {
      caller: call.caller,
      action: 'scan.add',
      subject: added,
      outcome: 'done',
      detail: reference,
    });
    return added;
  });
  jobs.wake();
  return { job };
}

async function ingestScan(
  { database, changes, jobs, scope }: Platform,
  call: Call,
  body: unknown,
): Promise<AnswerOf<'ingestScan'>> {
  const { reach } = call;
  const { asset, opened, closed } = await importReport(database, changes, body, {
    now: scope.clock().getTime(),
    ...(reach !== 'all' && { mayTake: (facts) => checkReach(database, reach, facts) }),
  });
  await database.transaction((tx) => lookAgainScanned(tx, jobs, Number(asset)));
  jobs.wake();
  const row = await database.first(`SELECT ${countColumns} FROM asset WHERE id = ?`, [
    Number(asset),
  ]);
  return { asset, opened, closed, findings: countsOfAsset(row) };
}

/** A token of one team neither adds to what another team has, nor places something there. */
async function checkReach(database: SqlReader, reach: Reach, facts: AssetFacts): Promise<void> {
  const places = placesOf(facts);
  const within = assetWithin(reach, 'asset.id');
  const row = await database.first(
    `SELECT CASE WHEN ${within.sql} THEN 1 ELSE 0 END AS within FROM asset WHERE identity = ?`,
    [...within.values, facts.identity],
  );
  const isTaken = row !== undefined && row['within'] !== 1;
  if (isTaken || places.length === 0 || !places.every((place) => isWithin(reach, place)))
    throw new CaissonError('access.forbidden', 'this report is about something out of your reach');
}

/** Whether all of a place lies in one place of the reach. */
function isWithin(reach: Reach, place: Place): boolean {
  if (reach === 'all') return true;
  return reach.some(
    ({ cluster, namespace, repository }) =>
      (cluster === undefined || cluster === place.cluster) &&
      (namespace === undefined || namespace === place.namespace) &&
      (repository === undefined || isBelow(place.repository ?? '', repository)),
  );
}
