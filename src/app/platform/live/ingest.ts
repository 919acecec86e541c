import type { Change, Platform, Reach } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { endMissing, type MetImage, placeContainers } from '#estate/runtime/containers.ts';
import { pendingDecisions } from '#estate/runtime/decisions.ts';
import { keepDetections } from '#estate/runtime/detections.ts';
import { addFlows } from '#estate/runtime/flows.ts';
import { clusterOfNode, saveNode } from '#estate/runtime/nodes.ts';
import { placesOfContainers } from '#estate/runtime/placed.ts';
import { saveProfiles } from '#estate/runtime/profiles.ts';
import { saveExposure } from '#estate/runtime/published.ts';
import { columnText } from '#estate/runtime/text.ts';
import { keepUsage, scannedOf } from '#estate/runtime/usage.ts';
import type { IncidentDecision } from '#wire/ingest.ts';
import { type BatchLines, type NodeLine, readBatchLines } from './batch-lines.ts';
import type { EventSink } from './event-sink.ts';
import { takeActions, takeIncidents } from './ingest-incidents.ts';
import { mayTell } from './may-tell.ts';
import { placedOf, type Taking } from './taking.ts';

/** Lines of JSON that a node sent. */
export interface NodeBatch {
  readonly id: string;
  readonly node: string;
  readonly text: string;
  /** Where the sender may tell of things. */
  readonly reach: Reach;
}

/** What became of a batch. */
export interface BatchOutcome {
  readonly accepted: number;
  readonly duplicate: boolean;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
  readonly decisions: readonly IncidentDecision[];
}

/**
 * Takes in what nodes tell, whole batches at a time. A batch is safe when `take` resolves; the same one again has no effect, and a
 * line that came with another batch has none either.
 */
export class RuntimeIngest {
  readonly #platform: Platform;
  readonly #events: EventSink | undefined;

  constructor(platform: Platform, events?: EventSink) {
    this.#platform = platform;
    this.#events = events;
  }

  /** Throws `host.io` when the store cannot be written: then the sender keeps the batch. */
  async take({ id, node: named, text, reach }: NodeBatch): Promise<BatchOutcome> {
    const { database, changes, jobs, scope } = this.#platform;
    const node = columnText(named, 200);
    const key = `${node}/${id}`;
    const time = scope.clock().getTime();
    const known = await database.first('SELECT id FROM ingest_batch WHERE id = ?', [key]);
    if (known !== undefined) return await this.#answer(node, time, undefined);
    const batch = readBatchLines(text);
    // Events lie in files of their own: taken first, they are taken once, also when this ends before the commit below.
    if (batch.events.length > 0 && mayTell(reach, { cluster: node }))
      await this.#events?.append({ id: key, node, events: batch.events });
    const isNew = await database.transaction(async (tx) => {
      const lines = batch.accepted;
      const fresh = await tx.run(
        'INSERT INTO ingest_batch (id, node, received, lines) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
        [key, node, time, lines],
      );
      if (fresh === 0) return false;
      if (lines > batch.events.length) await this.#enter(tx, batch, { node, time, reach });
      return true;
    });
    changes.committed();
    jobs.wake();
    return await this.#answer(node, time, isNew ? batch : undefined);
  }

  async #answer(node: string, time: number, batch: BatchLines | undefined): Promise<BatchOutcome> {
    return {
      accepted: batch?.accepted ?? 0,
      duplicate: batch === undefined,
      rejected: batch?.rejected ?? [],
      decisions: await pendingDecisions(this.#platform.database, node, time),
    };
  }

  async #enter(
    tx: SqlWriter,
    batch: BatchLines,
    { node, time, reach }: { readonly node: string; readonly time: number; readonly reach: Reach },
  ): Promise<void> {
    const changes: Change[] = [];
    const own = batch.nodes.filter(({ name }) => name === node);
    const cluster = own.at(-1)?.cluster ?? (await clusterOfNode(tx, node));
    if (mayTell(reach, { cluster: cluster || node }))
      for (const line of own) changes.push(...(await saveNode(tx, line, time)));
    const teller = { node, cluster, time };
    const taking: Taking = { tx, batch, teller, reach, places: new Map(), changes, images: [] };
    await takeContainers(taking);
    await endOthers(taking, own);
    await takeDetections(taking);
    await takeIncidents(taking);
    await takeFlows(taking);
    const assets = await takeUsage(taking);
    await takeExposure(taking);
    await saveProfiles(tx, batch.profiles, teller);
    await takeActions(taking);
    await this.#platform.changes.append(tx, changes);
    await this.#ask(tx, taking.images, assets);
  }

  /** Images that were never scanned are; findings of those whose usage was told are looked at again. */
  async #ask(tx: SqlWriter, images: readonly MetImage[], assets: readonly number[]): Promise<void> {
    const { jobs } = this.#platform;
    const fresh = new Map(images.filter(({ isNew }) => isNew).map((one) => [one.asset, one]));
    for (const { asset, digest, reference, container } of fresh.values())
      await jobs.add(tx, {
        kind: 'scan',
        subject: String(asset),
        key: `scan:${asset}`,
        data: { asset, reference, digest, container, why: 'a container runs it' },
      });
    for (const asset of await scannedOf(tx, assets))
      await jobs.add(tx, { kind: usageJob, subject: String(asset), key: `usage:${asset}` });
  }
}

/** Kind of the work that joins what was loaded with the software of an asset. */
export const usageJob = 'usage';

async function takeContainers({
  tx,
  batch,
  teller,
  reach,
  places,
  changes,
  images,
}: Taking): Promise<void> {
  const cluster = teller.cluster || teller.node;
  const told = new Map(batch.containers.map((one) => [one.container.id, one]));
  // What a detection says of its container is enough to know where it belongs.
  const mentioned = [
    ...batch.detections.map(({ detection }) => detection),
    ...batch.incidents,
  ].flatMap(({ container }) =>
    container === undefined || told.has(container.id) ? [] : [container],
  );
  const known = await placesOfContainers(tx, [
    ...mentioned.map(({ id }) => id),
    ...batch.flows.flatMap(({ container }) => container ?? []),
    ...batch.usage.map(({ container }) => container),
    ...batch.exposures.map(({ container }) => container),
    ...batch.actions.flatMap(({ plan }) => plan.request.target.container?.id ?? []),
  ]);
  for (const [id, placed] of known) places.set(id, placed);
  for (const container of mentioned)
    if (!known.has(container.id)) told.set(container.id, { container, gone: false });
  const mine = [...told.values()].filter(({ container }) =>
    mayTell(reach, { cluster, ...(container.pod && { namespace: container.pod.namespace }) }),
  );
  const placed = await placeContainers(tx, mine, teller);
  for (const [id, place] of placed.places) places.set(id, place);
  images.push(...placed.images);
  const fresh = new Map(placed.images.filter(({ isNew }) => isNew).map((one) => [one.asset, one]));
  for (const { asset, reference, container } of fresh.values()) {
    const place = placed.places.get(container);
    changes.push({
      kind: 'asset.seen',
      subject: String(asset),
      text: `${columnText(reference, 300)} runs on ${teller.node}`,
      ...(place && {
        place: { cluster: place.cluster, namespace: place.namespace, repository: place.repository },
      }),
      data: { container },
    });
  }
}

/** What a node does not name when it names all that runs has ended while nobody looked. */
async function endOthers({ tx, teller }: Taking, lines: readonly NodeLine[]): Promise<void> {
  for (const { running } of lines)
    if (running !== undefined) await endMissing(tx, teller.node, new Set(running), teller.time);
}

async function takeDetections(taking: Taking): Promise<void> {
  const { tx, batch, teller, changes } = taking;
  const told = batch.detections.flatMap((one) => {
    const placed = placedOf(taking, one.detection.container?.id);
    // A clock that runs ahead must not keep something at the top of every list.
    const detection = { ...one.detection, time: Math.min(one.detection.time, teller.time) };
    return placed === undefined ? [] : [{ ...one, detection, placed }];
  });
  changes.push(...(await keepDetections(tx, told, teller)));
}

async function takeFlows(taking: Taking): Promise<void> {
  const { tx, batch, teller } = taking;
  const flows = batch.flows.flatMap((line) => {
    const placed = line.container === undefined ? undefined : placedOf(taking, line.container);
    if (placed === undefined || line.count < 1) return [];
    const { direction, port, protocol, count, first, last } = line;
    const times = { first: Math.min(first, teller.time), last: Math.min(last, teller.time) };
    const peer = columnText(line.peer, 300);
    return [{ workload: placed.workload, direction, peer, port, protocol, count, ...times }];
  });
  await addFlows(tx, flows);
}

async function takeUsage(taking: Taking): Promise<readonly number[]> {
  const { tx, batch, teller } = taking;
  const told = batch.usage.flatMap((line) => {
    const placed = placedOf(taking, line.container);
    if (placed?.asset === undefined) return [];
    return [{ ...line, workload: placed.workload, asset: placed.asset }];
  });
  return await keepUsage(tx, told, teller.time);
}

async function takeExposure(taking: Taking): Promise<void> {
  const { tx, batch } = taking;
  const mine = batch.exposures.filter(({ container }) => placedOf(taking, container) !== undefined);
  const workloads = new Map(
    mine.flatMap(({ container }) => {
      const placed = taking.places.get(container);
      return placed === undefined ? [] : [[container, placed.workload] as const];
    }),
  );
  await saveExposure(tx, mine, workloads);
}
