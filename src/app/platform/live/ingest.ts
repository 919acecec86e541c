import type { Platform, Reach } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { storable } from '#estate/row.ts';
import { pendingDecisions } from '#estate/runtime/decisions.ts';
import { clusterOfNode } from '#estate/runtime/nodes.ts';
import { placesOfContainers } from '#estate/runtime/placed.ts';
import { saveProfiles } from '#estate/runtime/profiles.ts';
import { unscannedOf } from '#estate/runtime/usage.ts';
import type { IncidentDecision } from '#wire/ingest.ts';
import { lookAgain } from '../wish/look-again.ts';
import { pullReference, requestScan, scanPriority } from '../wish/scan-wish.ts';
import { type BatchLines, readBatchLines } from './batch-lines.ts';
import type { EventSink } from './event-sink.ts';
import { takeActions, takeIncidents } from './ingest-incidents.ts';
import { takePlaces } from './ingest-places.ts';
import { takeDetections, takeExposure, takeFlows, takeUsage } from './ingest-seen.ts';
import { placedEvents } from './placed-events.ts';
import { placedOf, type Taking } from './taking.ts';

/** Lines of JSON that a node sent. */
export interface NodeBatch {
  readonly id: string;
  readonly node: string;
  readonly text: string;
  /** Where the sender may tell of things. */
  readonly reach: Reach;
  /** When it was received; now where absent. */
  readonly time?: number;
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
  readonly #localNode: string | undefined;

  /** `localNode`: the machine whose images are found and scanned by those who follow its engines. */
  constructor(platform: Platform, events?: EventSink, localNode?: string) {
    this.#platform = platform;
    this.#events = events;
    this.#localNode = localNode;
  }

  /** Throws `host.io` when the store cannot be written: then the sender keeps the batch. */
  async take({ id, node: named, text, reach, time: received }: NodeBatch): Promise<BatchOutcome> {
    const { database, changes, jobs, scope } = this.#platform;
    const node = storable(named, 200);
    const key = `${node}/${id}`;
    const now = scope.clock().getTime();
    const time = Math.min(received ?? now, now);
    const known = await database.first('SELECT id FROM ingest_batch WHERE id = ?', [key]);
    if (known !== undefined) return await this.#answer(node, time, undefined);
    const batch = readBatchLines(text);
    const at = { node, time, reach };
    // In three steps, each of which has no effect when it is done again: what there is, what was seen there, what that means.
    if (tellsOfPlaces(batch)) await database.transaction((tx) => this.#enterPlaces(tx, batch, at));
    await this.#appendEvents(key, batch, at);
    const isNew = await database.transaction(async (tx) => {
      const fresh = await tx.run(
        'INSERT INTO ingest_batch (id, node, received, lines) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
        [key, node, time, batch.accepted],
      );
      if (fresh === 0) return false;
      if (batch.accepted > batch.events.length) await this.#enter(tx, batch, at);
      return true;
    });
    if (batch.accepted > batch.events.length) {
      changes.committed();
      jobs.wake();
    }
    return await this.#answer(node, time, isNew ? batch : undefined);
  }

  /** What people decided of incidents of a node, and it does not know yet. */
  async decisionsFor(named: string): Promise<BatchOutcome['decisions']> {
    const { database, scope } = this.#platform;
    return await pendingDecisions(database, storable(named, 200), scope.clock().getTime());
  }

  /** Events lie in files of their own, with the place that they belong to. */
  async #appendEvents(id: string, batch: BatchLines, { node, reach }: At): Promise<void> {
    if (this.#events === undefined || batch.events.length + batch.detections.length === 0) return;
    const { database } = this.#platform;
    const events = await placedEvents(database, batch, { node, reach });
    if (events.length > 0) await this.#events.append({ id, node, events });
  }

  async #answer(node: string, time: number, batch: BatchLines | undefined): Promise<BatchOutcome> {
    return {
      accepted: batch?.accepted ?? 0,
      duplicate: batch === undefined,
      rejected: batch?.rejected ?? [],
      decisions: await pendingDecisions(this.#platform.database, node, time),
    };
  }

  async #enterPlaces(tx: SqlWriter, batch: BatchLines, at: At): Promise<void> {
    const taking = await begin(tx, batch, at);
    const assets = await takePlaces(taking);
    await this.#platform.changes.append(tx, taking.changes);
    await lookAgain(tx, this.#platform.jobs, assets);
    await this.#askScans(tx, taking);
  }

  async #enter(tx: SqlWriter, batch: BatchLines, at: At): Promise<void> {
    const taking = await begin(tx, batch, at);
    for (const [id, placed] of await placesOfContainers(tx, containersIn(batch)))
      taking.places.set(id, placed);
    await takeDetections(taking);
    await takeIncidents(taking);
    await takeFlows(taking);
    const assets = await takeUsage(taking);
    const exposed = await takeExposure(taking);
    await saveProfiles(tx, batch.profiles, taking.teller);
    await takeActions(taking);
    await this.#platform.changes.append(tx, taking.changes);
    await lookAgain(tx, this.#platform.jobs, [...assets, ...exposed, ...placedAssets(taking)]);
  }

  /** Images that were never scanned are, from their registry. */
  async #askScans(tx: SqlWriter, { images, teller }: Taking): Promise<void> {
    if (teller.node === this.#localNode) return;
    const byAsset = new Map(images.map((one) => [one.asset, one]));
    for (const id of await unscannedOf(tx, [...byAsset.keys()])) {
      const image = byAsset.get(id)?.image;
      if (image === undefined) continue;
      await requestScan(tx, this.#platform.jobs, {
        reference: pullReference(image),
        target: 'image',
        name: image.reference,
        asset: id,
        image: image.reference,
        priority: scanPriority.running,
      });
    }
  }
}

function tellsOfPlaces({ containers, nodes, detections, incidents }: BatchLines): boolean {
  return [containers, nodes, detections, incidents].some((list) => list.length > 0);
}

interface At {
  readonly node: string;
  readonly time: number;
  readonly reach: Reach;
}

async function begin(tx: SqlWriter, batch: BatchLines, { node, time, reach }: At): Promise<Taking> {
  const told = batch.nodes.findLast(({ name }) => name === node)?.cluster;
  const cluster = told ?? (await clusterOfNode(tx, node));
  return {
    tx,
    batch,
    teller: { node, cluster, time },
    reach,
    places: new Map(),
    changes: [],
    images: [],
  };
}

/** Every container that a batch names. */
function containersIn(batch: BatchLines): readonly string[] {
  return [
    ...[...batch.detections.map(({ detection }) => detection), ...batch.incidents].flatMap(
      ({ container }) => container?.id ?? [],
    ),
    ...batch.flows.flatMap(({ container }) => container ?? []),
    ...batch.usage.map(({ container }) => container),
    ...batch.exposures.map(({ container }) => container),
    ...batch.actions.flatMap(({ plan }) => plan.request.target.container?.id ?? []),
  ];
}

/** Images in which incidents happened: what was seen being exploited there may be another now. */
function placedAssets(taking: Taking): readonly number[] {
  return taking.batch.incidents.flatMap(
    ({ container }) => placedOf(taking, container?.id)?.asset ?? [],
  );
}
