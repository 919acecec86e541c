import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import type { EventInput } from '#estate/event/event-store.ts';
import { clusterOfNode } from '#estate/runtime/nodes.ts';
import { type Placed, placeOfHost, placesOfContainers } from '#estate/runtime/placed.ts';
import type { Detection } from '#model/detection.ts';
import type { BatchLines } from './batch-lines.ts';
import { mayTell } from './may-tell.ts';

/** The events of a batch where they happened, and its detections among them; those that the sender may not tell of are left out. */
export async function placedEvents(
  reader: SqlReader,
  batch: BatchLines,
  { node, reach }: { readonly node: string; readonly reach: Reach },
): Promise<readonly EventInput[]> {
  const detections = batch.detections.map(({ detection }) => eventOf(detection));
  const all: readonly EventInput[] = [...batch.events, ...detections];
  const ids = new Set(all.flatMap(({ container }) => container ?? []));
  const places = await placesOfContainers(reader, [...ids]);
  const host = placeOfHost(node, await clusterOfNode(reader, node));
  const shown = new Map<Placed, ReturnType<typeof columnsOf>>();
  const mayTellOf = new Map<Placed, boolean>();
  const placed: EventInput[] = [];
  for (const event of all) {
    const place = event.container === undefined ? host : (places.get(event.container) ?? host);
    if (!known(mayTellOf, place, () => mayTell(reach, place))) continue;
    placed.push({ ...event, ...known(shown, place, () => columnsOf(place)) });
  }
  return placed;
}

function known<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function columnsOf({ workload, cluster, namespace, repository }: Placed) {
  return {
    cluster,
    namespace,
    repository,
    ...(workload !== 0 && { workload: { id: String(workload), name: '' } }),
  };
}

/** A detection on the axis of events, marked with the rule that spoke. */
function eventOf({ id, time, event, process, container, rule, severity }: Detection): EventInput {
  return {
    id,
    time,
    kind: event?.source === 'syscall' ? event.type : 'detection',
    pid: process?.pid ?? 0,
    process: process?.name ?? '',
    rule,
    severity,
    ...(process !== undefined && {
      exe: process.exePath,
      arguments: process.args.join(' ').slice(0, 8192),
      uid: process.uid,
    }),
    ...(container !== undefined && { container: container.id }),
  };
}
