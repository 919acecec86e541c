import { parentPort, workerData } from 'node:worker_threads';
import { faultOf } from './sqlite-fault.ts';
import type { SqliteReply, SqliteRequest, SqliteThreadData } from './sqlite-message.ts';
import { SqliteSession } from './sqlite-session.ts';

/** A thread with one connection: does what it is asked, in order. A file that does not open fails each order, and is tried again. */
function main(): void {
  const port = parentPort;
  if (port === null) return;
  const data = workerData as SqliteThreadData; // what starts this file sends it
  let session: SqliteSession | undefined;
  port.on('message', ({ id, order }: SqliteRequest) => {
    port.postMessage(
      replyTo(id, () => {
        session ??= new SqliteSession(data);
        return session.do(order);
      }),
    );
    if (order.kind === 'close') port.close();
  });
}

function replyTo(id: number, work: () => ReturnType<SqliteSession['do']>): SqliteReply {
  try {
    return { id, answer: work() };
  } catch (error) {
    return { id, fault: faultOf(error) };
  }
}

main();
