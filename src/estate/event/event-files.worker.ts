import { parentPort, workerData } from 'node:worker_threads';
import { isRecord } from '#kit/json.ts';
import { unreachable } from '#kit/never.ts';
import { type Fault, serveOrders } from '#kit/order-thread.ts';
import type { EventThreadData, ReadOrder, WriteOrder } from './event-message.ts';
import { FileReader } from './file-reader.ts';
import { FileWriter } from './file-writer.ts';

/** The thread that writes event files, or one that reads them. */
function main(): void {
  if (parentPort === null) return;
  const data = workerData as EventThreadData; // what starts this file sends it
  if (data.role === 'writer') serveOrders(parentPort, writing(new FileWriter(data)), faultOf);
  else serveOrders(parentPort, reading(new FileReader(data.directory)), faultOf);
}

function writing(writer: FileWriter): (order: WriteOrder) => unknown {
  return (order) => {
    switch (order.kind) {
      case 'append':
        return writer.append(order.batches, order.now);
      case 'surplus':
        return writer.surplus(order.maxBytes, order.maxDays, order.now);
      case 'drop':
        return writer.drop(order.key);
      case 'seal':
        return writer.seal(order.now);
      case 'bytes':
        return writer.bytes();
      case 'close':
        return writer.close();
      default:
        return unreachable(order);
    }
  };
}

function reading(reader: FileReader): (order: ReadOrder) => unknown {
  return (order) => {
    switch (order.kind) {
      case 'list':
        return reader.list(order.question);
      case 'hourly':
        return reader.hourly(order.question);
      case 'oldest':
        return reader.oldest();
      case 'close':
        return reader.close();
      default:
        return unreachable(order);
    }
  };
}

/** Primary result codes of SQLite (sqlite.org/rescode.html): busy, locked, read-only, I/O, corrupt, full, cannot open, no database. */
const ofHost: ReadonlySet<number> = new Set([5, 6, 8, 10, 11, 13, 14, 26]);

function faultOf(error: unknown): Fault {
  const message = `events: ${error instanceof Error ? error.message : String(error)}`;
  if (!isRecord(error)) return { code: 'internal.bug', message };
  const isOfHost = ofHost.has(Number(error['errcode'] ?? 0) & 0xff) || 'syscall' in error;
  if (!isOfHost) return { code: 'internal.bug', message };
  return {
    code: 'host.io',
    message,
    hint: 'look at the disk of the data directory: is it full or read-only? Work continues by itself',
  };
}

main();
