import type { SqlWriter } from '#contract/sql.ts';
import type { WorkloadContainer, WorkloadImage } from '#model/workload.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import { numberOf, optionalNumberOf, storable, storableTime } from '../row.ts';
import type { Placed } from './placed.ts';

/** A container that a node knows, or that has gone. */
export interface SeenContainer {
  readonly container: WorkloadContainer;
  readonly gone: boolean;
}

/** Who tells, and when. */
export interface Teller {
  readonly node: string;
  /** Empty where the node belongs to none: the node's name stands for it then. */
  readonly cluster: string;
  readonly time: number;
}

/** An image that was met. */
export interface MetImage {
  readonly asset: number;
  readonly digest: string;
  readonly reference: string;
  readonly container: string;
  /** It was not known before. */
  readonly isNew: boolean;
}

/** What became of containers: where they belong, and the images that they run. */
export interface PlacedContainers {
  readonly places: ReadonlyMap<string, Placed>;
  readonly images: readonly MetImage[];
  /** Workloads that nobody knew of. */
  readonly begun: readonly {
    readonly id: number;
    readonly name: string;
    readonly placed: Placed;
  }[];
}

/** Takes in what nodes tell of their containers: workloads, images and places come of it. */
export async function placeContainers(
  tx: SqlWriter,
  seen: readonly SeenContainer[],
  teller: Teller,
): Promise<PlacedContainers> {
  const places = new Map<string, Placed>();
  const images: MetImage[] = [];
  const begun: { readonly id: number; readonly name: string; readonly placed: Placed }[] = [];
  for (const { container, gone } of seen) {
    const image = await meetImage(tx, container, teller);
    if (image !== undefined) images.push(image);
    const place = placeNames(container, teller);
    const { id, isNew, name } = await meetWorkload(tx, container, { place, image, teller });
    const placed: Placed = { workload: id, asset: image?.asset, ...place };
    await saveContainer(tx, { container, gone }, { placed, teller });
    if (image !== undefined) await saveAssetPlace(tx, image.asset, placed);
    places.set(container.id, placed);
    if (isNew) begun.push({ id, name, placed });
  }
  await count(tx, [...places.values()], teller.time);
  return { places, images, begun };
}

/** Containers of a node that it does not name any more have gone. */
export async function endMissing(
  tx: SqlWriter,
  node: string,
  running: ReadonlySet<string>,
  time: number,
): Promise<readonly string[]> {
  const rows = await tx.all(
    'SELECT c.id, c.workload, c.asset FROM container c WHERE c.node = ? AND c.gone_at IS NULL AND (c.last_seen <= ? OR c.last_seen > ?)',
    [node, time, time + crossingMs],
  );
  const missing = rows.filter(({ id }) => !running.has(String(id)));
  await tx.runMany(
    'UPDATE container SET gone_at = ? WHERE id = ?',
    missing.map(({ id }) => [time, String(id)]),
  );
  await count(
    tx,
    missing.map((row) => ({
      workload: numberOf(row, 'workload'),
      asset: optionalNumberOf(row, 'asset'),
      cluster: '',
      namespace: '',
      repository: '',
    })),
    time,
  );
  return missing.map(({ id }) => String(id));
}

async function meetImage(
  tx: SqlWriter,
  { id, image }: WorkloadContainer,
  { time }: Teller,
): Promise<MetImage | undefined> {
  if (image === undefined) return undefined;
  const { reference, id: digest, digest: manifest } = image;
  const about = { digest: digest ?? manifest ?? '', reference, container: id };
  const known = await knownImage(tx, image);
  if (known !== undefined) {
    await tx.run('UPDATE asset SET last_seen = ?, gone_at = NULL WHERE id = ?', [time, known]);
    return { asset: known, ...about, isNew: false };
  }
  // Without a digest its name may mean another image tomorrow: the scan makes the asset.
  if (digest === undefined) return undefined;
  return { asset: await newImage(tx, image, time), ...about, isNew: true };
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

async function newImage(tx: SqlWriter, image: WorkloadImage, time: number): Promise<number> {
  const { id, digest, tag } = image;
  const reference = storable(image.reference, 500);
  const row = await tx.first(
    `INSERT INTO asset (kind, identity, name, names, digest, manifest, repository, tag, first_seen, last_seen)
     VALUES ('image', ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (identity) DO UPDATE SET last_seen = excluded.last_seen RETURNING id`,
    [
      `image:${id ?? ''}`,
      reference,
      JSON.stringify([reference]),
      id ?? '',
      digest ?? '',
      repositoryOf(image),
      storable(tag, 200),
      time,
      time,
    ],
  );
  return numberOf(row, 'id');
}

interface Names {
  readonly cluster: string;
  readonly namespace: string;
  readonly repository: string;
}

function placeNames({ pod, image }: WorkloadContainer, { node, cluster }: Teller): Names {
  return {
    cluster: storable(cluster || node, 300),
    namespace: storable(pod?.namespace, 300),
    repository: image === undefined ? '' : repositoryOf(image),
  };
}

/** What it is called and what kind of thing it is: its owner in a cluster, a service of compose, or a container by itself. */
function identityOf(container: WorkloadContainer, { cluster }: Names) {
  const key = workloadKeyOf(container);
  if (container.pod === undefined) {
    const kind = key.workload === '' ? 'Container' : 'Service';
    const name = key.container || container.shortId;
    return { identity: `${cluster}/${key.workload}/${name}`, name, kind };
  }
  const [namespace = '', kind = 'Pod', name = ''] = key.workload.split('/');
  return { identity: `${cluster}/${namespace}/${kind}/${name}`, name, kind };
}

async function meetWorkload(
  tx: SqlWriter,
  container: WorkloadContainer,
  parts: { readonly place: Names; readonly image: MetImage | undefined; readonly teller: Teller },
): Promise<{ readonly id: number; readonly isNew: boolean; readonly name: string }> {
  const { place, image, teller } = parts;
  const { identity, name, kind } = identityOf(container, place);
  const row = await tx.first(
    `INSERT INTO workload (identity, name, kind, cluster, namespace, repository, asset, image, digest, privileged, watched, first_seen, last_seen)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
     ON CONFLICT (identity) DO UPDATE SET last_seen = excluded.last_seen, gone_at = NULL, watched = 1,
       privileged = CASE WHEN excluded.privileged = 1 THEN 1 ELSE workload.privileged END,
       asset = CASE WHEN excluded.asset IS NULL THEN workload.asset ELSE excluded.asset END,
       repository = CASE WHEN excluded.repository = '' THEN workload.repository ELSE excluded.repository END,
       image = CASE WHEN excluded.image = '' THEN workload.image ELSE excluded.image END,
       digest = CASE WHEN excluded.digest = '' THEN workload.digest ELSE excluded.digest END
     RETURNING id, first_seen`,
    [
      storable(identity, 1000),
      storable(name, 300),
      storable(kind, 100),
      place.cluster,
      place.namespace,
      place.repository,
      image?.asset ?? null,
      storable(container.image?.reference, 500),
      image?.digest ?? '',
      container.privileged === true ? 1 : 0,
      teller.time,
      teller.time,
    ],
  );
  const id = numberOf(row, 'id');
  return { id, name, isNew: numberOf(row, 'first_seen') === teller.time };
}

async function saveContainer(
  tx: SqlWriter,
  { container, gone }: SeenContainer,
  { placed, teller }: { readonly placed: Placed; readonly teller: Teller },
): Promise<void> {
  const { id, name, shortId, created } = container;
  const { time, node } = teller;
  // A partial look at it takes nothing away from what is known.
  await tx.run(
    `INSERT INTO container (id, workload, asset, node, name, started, first_seen, last_seen, gone_at, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET workload = excluded.workload, node = excluded.node,
       gone_at = CASE WHEN ${isOvertaken} THEN container.gone_at ELSE excluded.gone_at END,
       last_seen = CASE WHEN ${isOvertaken} THEN container.last_seen ELSE excluded.last_seen END,
       asset = CASE WHEN excluded.asset IS NULL THEN container.asset ELSE excluded.asset END,
       name = CASE WHEN excluded.name = '' THEN container.name ELSE excluded.name END,
       started = CASE WHEN excluded.started IS NULL THEN container.started ELSE excluded.started END,
       facts = CASE WHEN excluded.facts = '{}' THEN container.facts ELSE excluded.facts END`,
    [
      storable(id, 128),
      placed.workload,
      placed.asset ?? null,
      node,
      storable(name ?? shortId, 300),
      created === undefined ? null : storableTime(created),
      time,
      time,
      gone ? time : null,
      container.partial === true ? '{}' : JSON.stringify(factsOf(container)),
    ],
  );
}

/** Batches of a node may overtake one another by so much; what is further ahead was written by a clock that was wrong. */
const crossingMs = 600_000;
const isOvertaken = `(container.last_seen > excluded.last_seen AND container.last_seen <= excluded.last_seen + ${crossingMs})`;

/** Facts of a container that lists and details show: no environment, no labels. */
function factsOf(container: WorkloadContainer): object {
  const { user, addresses = [], engine, pod, hostNetwork, readOnlyRoot } = container;
  return {
    engine,
    addresses: addresses.slice(0, 20),
    ...(user !== undefined && { user: storable(user, 200) }),
    ...(pod !== undefined && { pod: storable(pod.name, 300) }),
    privileges: privilegesOf(container),
    ...(readOnlyRoot === true && { readOnlyRoot }),
    ...(hostNetwork === true && { hostNetwork }),
  };
}

/** What it may do beyond its own walls, in words. */
function privilegesOf(container: WorkloadContainer): readonly string[] {
  const { capabilities = [], mounts = [] } = container;
  const flags: readonly (readonly [boolean, string])[] = [
    [container.privileged === true, 'privileged'],
    [container.hostNetwork === true, 'network of the host'],
    [container.hostPid === true, 'processes of the host'],
    [container.seccomp === 'unconfined', 'no seccomp filter'],
    [container.appArmor === 'unconfined', 'no AppArmor profile'],
  ];
  return [
    ...flags.flatMap(([holds, words]) => (holds ? [words] : [])),
    ...capabilities.slice(0, 64).map((name) => `capability ${storable(name, 60)}`),
    ...mounts.filter(isPowerful).slice(0, 50).map(wordsOfMount),
  ];
}

type Mount = NonNullable<WorkloadContainer['mounts']>[number];

const powerful = [
  '/etc',
  '/root',
  '/proc',
  '/sys',
  '/dev',
  '/boot',
  '/home',
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
];

/** A part of the host that gives power over it: the root, its settings, sockets of engines. */
function isPowerful({ source }: Mount): boolean {
  if (source === '/' || source.endsWith('.sock')) return true;
  if (source === '/var/lib' || source === '/var' || source === '/run' || source === '/var/run')
    return true;
  return powerful.some((path) => source === path || source.startsWith(`${path}/`));
}

function wordsOfMount({ source, destination, readWrite }: Mount): string {
  const how = readWrite ? 'may write' : 'may read';
  return `${how} ${storable(source, 300)} of the host at ${storable(destination, 300)}`;
}

async function saveAssetPlace(tx: SqlWriter, asset: number, placed: Placed): Promise<void> {
  await tx.run('INSERT INTO asset_place VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', [
    asset,
    placed.cluster,
    placed.namespace,
    placed.repository,
  ]);
}

/** Counters of what was touched. */
async function count(tx: SqlWriter, placed: readonly Placed[], time: number): Promise<void> {
  const workloads = [...new Set(placed.map(({ workload }) => workload))];
  const assets = [...new Set(placed.flatMap(({ asset }) => asset ?? []))];
  await tx.runMany(
    `UPDATE workload SET running = (SELECT count(*) FROM container c WHERE c.workload = workload.id AND c.gone_at IS NULL) WHERE id = ?`,
    workloads.map((id) => [id]),
  );
  await tx.runMany(
    `UPDATE workload SET replicas = CASE WHEN kind IN ('Container', 'Service', 'Pod') THEN running ELSE replicas END,
       gone_at = CASE WHEN running > 0 THEN NULL WHEN gone_at IS NULL AND kind IN ('Container', 'Service', 'Pod') THEN ? ELSE gone_at END WHERE id = ?`,
    workloads.map((id) => [time, id]),
  );
  await tx.runMany(
    `UPDATE asset SET running = (SELECT count(*) FROM container c WHERE c.asset = asset.id AND c.gone_at IS NULL) WHERE id = ?`,
    assets.map((id) => [id]),
  );
}

/** Registry and path of an image without tag and digest. */
export function repositoryOf(image: {
  readonly reference: string;
  readonly repository?: string;
}): string {
  if (image.repository !== undefined) return storable(image.repository, 300);
  const [name = ''] = image.reference.split('@');
  const slash = name.lastIndexOf('/');
  const colon = name.lastIndexOf(':');
  return storable(colon > slash ? name.slice(0, colon) : name, 300);
}
