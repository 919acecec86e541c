import { storable } from '#estate/row.ts';
import { keepDetections } from '#estate/runtime/detections.ts';
import { addFlows } from '#estate/runtime/flows.ts';
import { saveExposure } from '#estate/runtime/published.ts';
import { keepUsage } from '#estate/runtime/used-files.ts';
import { placedOf, type Taking } from './taking.ts';

/** Takes in what rules and profiles spoke of. */
export async function takeDetections(taking: Taking): Promise<void> {
  const { tx, batch, teller, changes } = taking;
  const told = batch.detections.flatMap((one) => {
    const placed = placedOf(taking, one.detection.container?.id);
    // A clock that runs ahead must not keep something at the top of every list.
    const detection = { ...one.detection, time: Math.min(one.detection.time, teller.time) };
    return placed === undefined ? [] : [{ ...one, detection, placed }];
  });
  changes.push(...(await keepDetections(tx, told, teller)));
}

/** Takes in connections. */
export async function takeFlows(taking: Taking): Promise<void> {
  const { tx, batch, teller } = taking;
  const flows = batch.flows.flatMap((line) => {
    const placed = line.container === undefined ? undefined : placedOf(taking, line.container);
    if (placed === undefined || line.count < 1) return [];
    const { direction, port, protocol, count, first, last } = line;
    const times = { first: Math.min(first, teller.time), last: Math.min(last, teller.time) };
    const peer = storable(line.peer, 300);
    return [{ workload: placed.workload, direction, peer, port, protocol, count, ...times }];
  });
  await addFlows(tx, flows);
}

/** Takes in which files were used; answers the assets that are to be looked at again. */
export async function takeUsage(taking: Taking): Promise<readonly number[]> {
  const { tx, batch, teller } = taking;
  const told = batch.usage.flatMap((line) => {
    const placed = placedOf(taking, line.container);
    if (placed?.asset === undefined) return [];
    return [{ ...line, workload: placed.workload, asset: placed.asset }];
  });
  return await keepUsage(tx, told, teller.time);
}

/** Takes in how containers can be reached; answers the assets that are to be looked at again. */
export async function takeExposure(taking: Taking): Promise<readonly number[]> {
  const { tx, batch } = taking;
  const mine = batch.exposures.filter(({ container }) => placedOf(taking, container) !== undefined);
  const workloads = new Map(
    mine.flatMap(({ container }) => {
      const placed = taking.places.get(container);
      return placed === undefined ? [] : [[container, placed.workload] as const];
    }),
  );
  await saveExposure(tx, mine, workloads);
  return mine.flatMap(({ container }) => taking.places.get(container)?.asset ?? []);
}
