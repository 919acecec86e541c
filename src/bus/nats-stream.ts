import {
  AckPolicy,
  DiscardPolicy,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import type { NatsAddress } from './address.ts';

export const batchHeader = 'Caisson-Batch';
export const nodeHeader = 'Caisson-Node';
export const partHeader = 'Caisson-Part';
export const aboutHeader = 'Caisson-About';

/** Name of the one consumer that all workers share. */
export const workersName = 'workers';
/** A worker that is silent for so long has lost its batches to another. */
export const ackWaitMs = 10_000;

/** How the stream is called, and what is published to it. */
export function streamOf({ prefix }: NatsAddress): {
  readonly name: string;
  readonly subject: string;
} {
  return { name: `${prefix}_ingest`, subject: `${prefix}.ingest` };
}

/** Makes the stream and its consumer, or brings them up to date. A full stream refuses what is new: the agent keeps its spool. */
export async function ensureStream(
  connection: NatsConnection,
  address: NatsAddress,
): Promise<void> {
  const manager = await jetstreamManager(connection, { timeout: 5000 });
  const { name, subject } = streamOf(address);
  const changeable = {
    subjects: [subject],
    max_bytes: address.maxBytes,
    discard: DiscardPolicy.New,
    duplicate_window: nanos(120_000),
    num_replicas: address.replicas,
  };
  const known = await manager.streams.info(name).catch(() => undefined);
  if (known === undefined)
    await manager.streams.add({
      ...changeable,
      name,
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
    });
  else if (
    known.config.max_bytes !== address.maxBytes ||
    known.config.num_replicas !== address.replicas
  )
    await manager.streams.update(name, changeable);
  const consumer = await manager.consumers.info(name, workersName).catch(() => undefined);
  if (consumer !== undefined) return;
  await manager.consumers.add(name, {
    durable_name: workersName,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: 400,
  });
}
