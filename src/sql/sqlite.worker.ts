import { parentPort, workerData } from 'node:worker_threads';
import { serveOrders } from '#kit/order-thread.ts';
import { faultOf } from './sqlite-fault.ts';
import type { SqliteOrder, SqliteThreadData } from './sqlite-message.ts';
import { SqliteSession } from './sqlite-session.ts';

/** A thread with one connection. A file that does not open fails each order, and is tried again. */
function main(): void {
  if (parentPort === null) return;
  const data = workerData as SqliteThreadData; // what starts this file sends it
  let session: SqliteSession | undefined;
  serveOrders<SqliteOrder>(
    parentPort,
    (order) => {
      session ??= new SqliteSession(data);
      return session.do(order);
    },
    faultOf,
  );
}

main();
