import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '#kit/error.ts';
import { unreachable } from '#kit/never.ts';
import type { EventOrder, EventReply, EventRequest, EventThreadData } from './event-message.ts';
import { FileReader } from './file-reader.ts';
import { FileWriter } from './file-writer.ts';

/** The thread that writes event files, or one that reads them. */
function main(): void {
  const port = parentPort;
  if (port === null) return;
  const data = workerData as EventThreadData; // what starts this file sends it
  const work =
    data.role === 'writer'
      ? writing(new FileWriter(data))
      : reading(new FileReader(data.directory));
  port.on('message', ({ id, order }: EventRequest) => {
    port.postMessage(replyTo(id, () => work(order)));
    if (order.kind === 'close') port.close();
  });
}

function writing(writer: FileWriter): (order: EventOrder) => unknown {
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
      case 'oldest':
      case 'list':
      case 'hourly':
        throw new Error('this thread only writes');
      default:
        return unreachable(order);
    }
  };
}

function reading(reader: FileReader): (order: EventOrder) => unknown {
  return (order) => {
    if (order.kind === 'list') return reader.list(order.question);
    if (order.kind === 'hourly') return reader.hourly(order.question);
    if (order.kind === 'oldest') return reader.oldest();
    return order.kind === 'close' ? reader.close() : undefined;
  };
}

function replyTo(id: number, work: () => unknown): EventReply {
  try {
    return { id, answer: work() };
  } catch (error) {
    return { id, fault: faultOf(error) };
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html): busy, locked, read-only, I/O, corrupt, full, cannot open, no database. */
const ofHost: ReadonlySet<number> = new Set([5, 6, 8, 10, 11, 13, 14, 26]);

function faultOf(error: unknown): {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
} {
  const message = `events: ${error instanceof Error ? error.message : String(error)}`;
  const result =
    typeof error === 'object' && error !== null && 'errcode' in error
      ? Number(error.errcode) & 0xff
      : undefined;
  const isFile = typeof error === 'object' && error !== null && 'syscall' in error;
  if (!isFile && !ofHost.has(result ?? -1)) return { code: 'internal.bug', message };
  return {
    code: 'host.io',
    message,
    hint: 'look at the disk of the data directory: is it full or read-only? Work continues by itself',
  };
}

main();
