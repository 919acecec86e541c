import { createSocket } from 'node:dgram';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { DeliveryRecord, DestinationTarget, Outcome, Sender } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { resolveTarget } from '../egress/target.ts';
import { toSyslog } from '../format/syslog.ts';
import { outcomeOfError } from '../outcome.ts';
import { addressOf } from './address.ts';
import type { SenderParts } from './http.ts';

const examplePen = '32473';
const connectMs = 10_000;
const mostDatagram = 2048;

/** Syslog over `udp://`, `tcp://` (RFC 6587, octet counting) and `tls://` (RFC 5425). One connection for each batch, closed in order. */
export function syslogSender({ target }: SenderParts): Sender {
  async function send(records: readonly DeliveryRecord[], signal: AbortSignal): Promise<void> {
    const url = addressOf(target);
    const host = url.hostname.replace(/^\[|\]$/gu, '');
    const address = await resolveTarget(host, target);
    const pen = target.settings['enterpriseNumber'] ?? examplePen;
    const messages = records.map((record) => Buffer.from(toSyslog(record, target.format, pen)));
    const port = portOf(url);
    if (url.protocol === 'udp:') return sendDatagrams(messages, address, port);
    const socket =
      url.protocol === 'tls:'
        ? openTls(target, { host, address, port })
        : connect({ host: address, port });
    await writeAll(socket, url.protocol === 'tls:' ? 'secureConnect' : 'connect', messages, signal);
  }
  return {
    maxRecords: 500,
    async send(records, signal) {
      try {
        await send(records, signal);
        return records.map((): Outcome => ({ type: 'delivered' }));
      } catch (error) {
        if (signal.aborted) throw error;
        const outcome = outcomeOfError(error, Object.values(target.secrets));
        return records.map(() => outcome);
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'tls:' ? 6514 : 514;
}

function openTls(
  { settings }: DestinationTarget,
  {
    host,
    address,
    port,
  }: { readonly host: string; readonly address: string; readonly port: number },
): Socket {
  const ca = settings['ca'];
  return connectTls({
    host: address,
    port,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

/** Syslog answers nothing: what we know is that the other end closed in order after it had taken everything. */
function writeAll(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  messages: readonly Buffer[],
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    function fail(cause: unknown): void {
      socket.destroy();
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed';
      const wrongName = code === 'ERR_TLS_CERT_ALTNAME_INVALID';
      reject(
        new CaissonError(
          wrongName ? 'integrity.untrusted' : 'access.unreachable',
          `cannot write: ${code}`,
          { cause },
        ),
      );
    }
    function stop(): void {
      fail(signal.reason);
    }
    signal.addEventListener('abort', stop, { once: true });
    socket.setTimeout(connectMs, () => fail(new Error('timeout')));
    socket.on('error', fail);
    socket.once(ready, () => {
      const frames = messages.flatMap((bytes) => [Buffer.from(`${bytes.length} `), bytes]);
      socket.end(Buffer.concat(frames));
    });
    socket.resume();
    socket.on('close', (broken) => {
      signal.removeEventListener('abort', stop);
      if (!broken) resolve();
    });
  });
}

async function sendDatagrams(
  messages: readonly Buffer[],
  address: string,
  port: number,
): Promise<void> {
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
  try {
    for (const bytes of messages)
      await new Promise<void>((resolve, reject) => {
        socket.send(bytes.subarray(0, mostDatagram), port, address, (error) => {
          if (error === null) resolve();
          else reject(new CaissonError('access.unreachable', 'cannot send', { cause: error }));
        });
      });
  } finally {
    socket.close();
  }
}
