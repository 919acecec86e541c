import { RegistryClient } from '#artifact/registry/client.ts';
import {
  formatReference,
  formatRepository,
  type ImageReference,
  parseImageReference,
} from '#artifact/registry/reference.ts';
import type { Platform } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import { checkpoint } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import { fitsStars } from '#kit/star-pattern.ts';
import { inRegistry, requestScan, scanPriority } from '../wish/scan-wish.ts';
import type { WorkOptions } from './options.ts';

/** Tags of one repository whose manifests are asked for in one look; the newest names first. */
const maxTags = 500;

/** Looks at the registries that are due: a tag that is new, or means another image now, is scanned. */
export async function pollRegistries(
  platform: Platform,
  options: WorkOptions,
  signal: AbortSignal,
): Promise<void> {
  const { database, scope } = platform;
  const now = scope.clock().getTime();
  const due = await database.all(
    // A time that is too far away was written by a clock that ran ahead.
    'SELECT * FROM registry WHERE next_check <= ? OR next_check > ? + every_minutes * 60000 ORDER BY next_check LIMIT 50',
    [now, now + 60_000],
  );
  if (due.length === 0) return;
  using client = new RegistryClient(options.registry);
  for (const row of due) {
    checkpoint(signal);
    await pollOne(row, client, platform, signal);
  }
}

async function pollOne(
  row: SqlRow,
  client: RegistryClient,
  platform: Platform,
  signal: AbortSignal,
): Promise<void> {
  const { database, scope } = platform;
  const id = String(row['id']);
  if (!(await isOurs(row, platform))) return;
  let error = '';
  try {
    await lookAt(row, client, platform, { ...scope, signal });
  } catch (failure) {
    signal.throwIfAborted();
    if (!isCaissonError(failure)) throw failure;
    error = failure.message;
  }
  const now = scope.clock().getTime();
  await database.transaction((tx) =>
    tx.run('UPDATE registry SET checked = ?, next_check = ?, error = ? WHERE id = ?', [
      now,
      now + Number(row['every_minutes']) * 60_000,
      error.slice(0, 1000),
      id,
    ]),
  );
}

/** Of several processes the one that moves the time of the next look looks. */
async function isOurs(row: SqlRow, { database, scope }: Platform): Promise<boolean> {
  const next = scope.clock().getTime() + Number(row['every_minutes']) * 60_000;
  const moved = await database.transaction((tx) =>
    tx.run('UPDATE registry SET next_check = ? WHERE id = ? AND next_check = ?', [
      next,
      String(row['id']),
      Number(row['next_check']),
    ]),
  );
  return moved === 1;
}

async function lookAt(
  row: SqlRow,
  client: RegistryClient,
  platform: Platform,
  scope: Platform['scope'],
): Promise<void> {
  const id = String(row['id']);
  const reference = parseImageReference(String(row['name']));
  const pattern = String(row['tags']);
  const tags = (await client.tags(reference, scope)).filter(
    (tag) => pattern === '' || pattern.split(',').some((one) => fitsStars(one.trim(), tag)),
  );
  const repository = formatRepository(reference);
  const known = await knownTags(platform, id);
  for (const tag of tags.slice(-maxTags).toReversed()) {
    checkpoint(scope.signal);
    const found = await digestOf(client, { ...reference, tag }, scope);
    if (found === undefined || known.get(tag) === found.digest) continue;
    await takeTag(platform, { registry: id, repository, tag, digest: found.digest, reference });
  }
  platform.jobs.wake();
}

async function knownTags(
  { database }: Platform,
  registry: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.all('SELECT tag, digest FROM registry_tag WHERE registry = ?', [
    registry,
  ]);
  return new Map(rows.map((row) => [String(row['tag']), String(row['digest'])]));
}

/** A tag may vanish between the listing and the question. */
async function digestOf(
  client: RegistryClient,
  reference: ImageReference,
  scope: Platform['scope'],
): Promise<{ readonly digest: ImageReference['digest'] & string } | undefined> {
  try {
    const { digest } = await client.manifest(reference, scope);
    return { digest };
  } catch (error) {
    if (isCaissonError(error, 'input.not-found', 'input.malformed')) return undefined;
    throw error;
  }
}

async function takeTag(
  { database, jobs, scope }: Platform,
  found: {
    readonly registry: string;
    readonly repository: string;
    readonly tag: string;
    readonly digest: NonNullable<ImageReference['digest']>;
    readonly reference: ImageReference;
  },
): Promise<void> {
  const { registry, repository, tag, digest, reference } = found;
  await database.transaction(async (tx) => {
    await requestScan(tx, jobs, {
      reference: `${inRegistry}${formatReference({ ...reference, tag, digest })}`,
      target: 'image',
      name: `${repository}:${tag}`,
      repository,
      priority: scanPriority.present,
    });
    await tx.run(
      `INSERT INTO registry_tag (registry, repository, tag, digest, seen) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (registry, repository, tag) DO UPDATE SET digest = excluded.digest, seen = excluded.seen`,
      [registry, repository, tag, digest, scope.clock().getTime()],
    );
  });
}
