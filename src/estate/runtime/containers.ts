import type { Change } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { addPlaces } from '../asset/record.ts';
import { numberOf, optionalNumberOf, storable, storableTime } from '../row.ts';
import { containerFacts } from './container-facts.ts';
import { type MetImage, meetImage, repositoryOfImage } from './met-image.ts';
import { meetWorkload, type WorkloadPlace } from './met-workload.ts';
import { type Placed, placeOf } from './placed.ts';

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

/** What became of containers: where they belong, and the images that they run. */
export interface PlacedContainers {
  readonly places: ReadonlyMap<string, Placed>;
  readonly images: readonly MetImage[];
  /** How many workloads nobody knew of. */
  readonly begun: number;
  /** To be appended: images that nobody knew of run here. */
  readonly changes: readonly Change[];
}

/** Batches of a node may overtake one another by so much; what is further ahead was written by a clock that was wrong. */
const crossingMs = 600_000;
const isOvertaken = `(container.last_seen > excluded.last_seen AND container.last_seen <= excluded.last_seen + ${crossingMs})`;

/** Takes in what nodes tell of their containers: workloads, images and places come of it. */
export async function placeContainers(
  tx: SqlWriter,
  seen: readonly SeenContainer[],
  teller: Teller,
): Promise<PlacedContainers> {
  const { time } = teller;
  const places = new Map<string, Placed>();
  const images: MetImage[] = [];
  const changes: Change[] = [];
  let begun = 0;
  for (const { container, gone } of seen) {
    const image = await meetImage(tx, container, time);
    if (image !== undefined) images.push(image);
    const place = placeOfContainer(container, teller);
    const { id, isNew } = await meetWorkload(tx, container, { place, image, time });
    const placed: Placed = { workload: id, asset: image?.asset, ...place };
    await saveContainer(tx, { container, gone }, { placed, teller });
    if (image !== undefined) await addPlaces(tx, image.asset, [place]);
    if (image?.isNew === true) changes.push(seenChange(image, placed, teller.node));
    places.set(container.id, placed);
    if (isNew) begun += 1;
  }
  await count(tx, [...places.values()], time);
  return { places, images, begun, changes };
}

function seenChange({ asset, image, container }: MetImage, placed: Placed, node: string): Change {
  return {
    kind: 'asset.seen',
    subject: String(asset),
    text: `${storable(image.reference, 300)} runs on ${node}`,
    place: placeOf(placed),
    data: { container },
  };
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
    })),
    time,
  );
  return missing.map(({ id }) => String(id));
}

function placeOfContainer(
  { pod, image }: WorkloadContainer,
  { node, cluster }: Teller,
): WorkloadPlace {
  return {
    cluster: storable(cluster || node, 200),
    namespace: storable(pod?.namespace, 200),
    repository: image === undefined ? '' : repositoryOfImage(image),
  };
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
      container.partial === true ? '{}' : JSON.stringify(containerFacts(container)),
    ],
  );
}

/** Counters of what was touched. */
async function count(
  tx: SqlWriter,
  touched: readonly Pick<Placed, 'workload' | 'asset'>[],
  time: number,
): Promise<void> {
  const workloads = [...new Set(touched.map(({ workload }) => workload))];
  const assets = [...new Set(touched.flatMap(({ asset }) => asset ?? []))];
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
