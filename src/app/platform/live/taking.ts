import type { Change, Reach } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import type { Teller } from '#estate/runtime/containers.ts';
import type { MetImage } from '#estate/runtime/met-image.ts';
import { type Placed, placeOfHost } from '#estate/runtime/placed.ts';
import type { BatchLines } from './batch-lines.ts';
import { mayTell } from './may-tell.ts';

/** What is known while a batch is taken in. */
export interface Taking {
  readonly tx: SqlWriter;
  readonly batch: BatchLines;
  readonly teller: Teller;
  readonly reach: Reach;
  readonly places: Map<string, Placed>;
  readonly changes: Change[];
  readonly images: MetImage[];
}

/** Where something happened, if the sender may tell of it. */
export function placedOf(
  { teller, places, reach }: Taking,
  container: string | undefined,
): Placed | undefined {
  const placed =
    container === undefined ? placeOfHost(teller.node, teller.cluster) : places.get(container);
  return placed !== undefined && mayTell(reach, placed) ? placed : undefined;
}
