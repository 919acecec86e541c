import { textOfBytes } from '#kit/byte-string.ts';
import type { RuntimeEvent, SocketTuple } from '#model/runtime-event.ts';
import type { IngestLine } from '#wire/ingest.ts';

type FlowLine = Extract<IngestLine, { type: 'flow' }>;

const maxFlows = 10_000;

/** Connections of containers, counted by their other end until they are taken. */
export class FlowWatch {
  readonly #flows = new Map<string, FlowLine>();

  event(event: RuntimeEvent): void {
    const flow = flowOf(event);
    if (flow === undefined) return;
    const key = `${flow.container ?? ''} ${flow.direction} ${flow.peer} ${flow.port} ${flow.protocol}`;
    const known = this.#flows.get(key);
    if (known === undefined && this.#flows.size >= maxFlows) return;
    this.#flows.set(
      key,
      known === undefined ? flow : { ...known, count: known.count + 1, last: flow.last },
    );
  }

  /** What was counted since the last time. */
  take(): readonly IngestLine[] {
    const lines = [...this.#flows.values()];
    this.#flows.clear();
    return lines;
  }
}

const attempts = new Set(['connect', 'accept', 'accept4']);
/** A connection that is being made, or was. */
const pending = new Set([0, -115]);

function flowOf(event: RuntimeEvent): FlowLine | undefined {
  const { type, process, fd, result = 0 } = event;
  if (!attempts.has(type) || process.container === undefined) return undefined;
  const isIn = type !== 'connect';
  if (isIn ? result < 0 : !pending.has(result)) return undefined;
  const end = fd?.socket && endOf(fd.socket, isIn);
  if (end === undefined) return undefined;
  const time = event.seconds * 1000 + Math.floor(event.nanoseconds / 1e6);
  return {
    type: 'flow',
    container: process.container.id,
    direction: isIn ? 'in' : 'out',
    ...end,
    count: 1,
    first: time,
    last: time,
  };
}

/** The other end; the port is that of the server. */
function endOf(
  socket: SocketTuple,
  isIn: boolean,
): Pick<FlowLine, 'peer' | 'port' | 'protocol'> | undefined {
  const { protocol } = socket;
  const { remote, port } = isIn ? endsOfServer(socket) : endsOfClient(socket);
  if (remote === undefined || !port) return undefined;
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  const [name] = isIn ? [] : (socket.remoteNames ?? []);
  const { address } = remote;
  const known = name === undefined ? '' : textOfBytes(name).slice(0, 253);
  return { peer: known === '' ? address : `${known} (${address})`, port, protocol };
}

function endsOfServer({ remote, client, local, server }: SocketTuple) {
  return { remote: remote ?? client, port: (local ?? server)?.port };
}

function endsOfClient({ remote, server }: SocketTuple) {
  const end = remote ?? server;
  return { remote: end, port: end?.port };
}
