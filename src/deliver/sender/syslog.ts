import { createSocket } from 'node:dgram';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Sender } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { connectionError } from '../egress/connection-error.ts';
import { resolveTarget, serverNameOf } from '../egress/target.ts';
import { toSyslog } from '../format/syslog.ts';
import { addressOf } from './address.ts';
import { delivered, manyAtOnce, type SenderParts, sameFor } from './sender.ts';

const examplePen = '32473';
const connectMs = 10_000;
const mostDatagram = 2048;
const caRemedy = 'the setting "ca" may hold its authority, as PEM';

/** Syslog over `udp://`, `tcp://` (RFC 6587, octet counting) and `tls://` (RFC 5425). One connection for each batch, closed in order. */
export function syslogSender(parts: SenderParts): Sender {
  const { target } = parts;
  return manyAtOnce(parts, 500, async (records, signal) => {
    const { protocol, hostname, port } = addressOf(target);
    const place = {
      host: await resolveTarget(hostname, target),
      port: port === '' ? usualPort(protocol) : Number(port),
    };
    const pen = target.settings['enterpriseNumber'] ?? examplePen;
    const messages = records.map((record) => Buffer.from(toSyslog(record, target.format, pen)));
    if (protocol === 'udp:') await sendDatagrams(messages, place);
    else if (protocol === 'tcp:') await writeAll(connect(place), 'connect', messages, signal);
    else {
      const ca = target.settings['ca'];
      const options = { ...place, ...serverNameOf(hostname), ...(ca === undefined ? {} : { ca }) };
      await writeAll(connectTls(options), 'secureConnect', messages, signal);
    }
    return sameFor(records, delivered);
  });
}

function usualPort(protocol: string): number {
  return protocol === 'tls:' ? 6514 : 514;
}

interface Place {
  readonly host: string;
  readonly port: number;
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
      reject(connectionError(cause, 'cannot write', caRemedy));
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

async function sendDatagrams(messages: readonly Buffer[], { host, port }: Place): Promise<void> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  try {
    for (const bytes of messages)
      await new Promise<void>((resolve, reject) => {
        socket.send(bytes.subarray(0, mostDatagram), port, host, (error) => {
          if (error === null) resolve();
          else reject(new CaissonError('access.unreachable', 'cannot send', { cause: error }));
        });
      });
  } finally {
    socket.close();
  }
}
