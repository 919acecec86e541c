import type { SqlWriter } from '#contract/sql.ts';
import { endMissing, placeContainers, type SeenContainer } from '#estate/runtime/containers.ts';
import { saveNode } from '#estate/runtime/nodes.ts';
import { placesOfContainers } from '#estate/runtime/placed.ts';
import type { BatchLines, NodeLine } from './batch-lines.ts';
import { mayTell } from './may-tell.ts';
import type { Taking } from './taking.ts';

/** Takes in how the node itself stands and which containers are there; answers the assets of what runs and of what has ended. */
export async function takePlaces(taking: Taking): Promise<readonly number[]> {
  const { tx, batch, teller, reach, changes, images } = taking;
  const own = batch.nodes.filter(({ name }) => name === teller.node);
  if (mayTell(reach, { cluster: teller.cluster || teller.node }))
    for (const line of own) changes.push(...(await saveNode(tx, line, teller.time)));
  await takeContainers(taking);
  const ended = await endOthers(taking, own);
  return [...images.map(({ asset }) => asset), ...ended];
}

async function takeContainers(taking: Taking): Promise<void> {
  const { tx, batch, teller, reach, places, images, changes } = taking;
  const cluster = teller.cluster || teller.node;
  const mine = (await seenIn(tx, batch)).filter(({ container }) =>
    mayTell(reach, { cluster, ...(container.pod && { namespace: container.pod.namespace }) }),
  );
  const placed = await placeContainers(tx, mine, teller);
  for (const [id, place] of placed.places) places.set(id, place);
  images.push(...placed.images);
  changes.push(...placed.changes);
}

/** The containers of a batch. What a detection says of its container is enough to know where it belongs. */
async function seenIn(
  tx: SqlWriter,
  { containers, detections, incidents }: BatchLines,
): Promise<readonly SeenContainer[]> {
  const told = new Map<string, SeenContainer>(containers.map((one) => [one.container.id, one]));
  const mentioned = [...detections.map(({ detection }) => detection), ...incidents].flatMap(
    ({ container }) => (container === undefined || told.has(container.id) ? [] : [container]),
  );
  const known = await placesOfContainers(
    tx,
    mentioned.map(({ id }) => id),
  );
  for (const container of mentioned)
    if (!known.has(container.id)) told.set(container.id, { container, gone: false });
  return [...told.values()];
}

/** What a node does not name when it names all that runs has ended while nobody looked. */
async function endOthers(
  { tx, teller }: Taking,
  lines: readonly NodeLine[],
): Promise<readonly number[]> {
  const ended: string[] = [];
  for (const { running } of lines)
    if (running !== undefined)
      ended.push(...(await endMissing(tx, teller.node, new Set(running), teller.time)));
  const places = await placesOfContainers(tx, ended);
  return [...places.values()].flatMap(({ asset }) => asset ?? []);
}
