import { isIP } from 'node:net';
import { jetstream } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';
import type { DestinationTarget, Sender } from '#contract/delivery.ts';
import { resolveTarget } from '../egress/target.ts';
import { formatRecord } from '../format/format.ts';
import { addressOf } from './address.ts';
import { delivered, manyAtOnce, type SenderParts, sameFor } from './sender.ts';

/** NATS JetStream: subject `caisson.v1.KIND.SEVERITY`, `Nats-Msg-Id` is the id of the change. Setting `jetstream: false` publishes without an answer. */
export function natsSender(parts: SenderParts): Sender {
  const { target } = parts;
  return manyAtOnce(parts, 256, async (records) => {
    const connection = await openNats(target);
    try {
      const stream = target.settings['jetstream'] === 'false' ? undefined : jetstream(connection);
      for (const record of records) {
        const subject = `caisson.v1.${record.kind}.${record.severity}`;
        const body = formatRecord(record, target.format);
        if (stream === undefined) connection.publish(subject, body);
        else await stream.publish(subject, body, { msgID: record.id, timeout: 10_000 });
      }
      await connection.flush();
      return sameFor(records, delivered);
    } finally {
      await connection.close();
    }
  });
}

/** With TLS the name is verified, so it is connected to by name; without, the judged address is. */
async function openNats(target: DestinationTarget) {
  const url = addressOf(target);
  const address = await resolveTarget(url.hostname, target);
  const secure = url.protocol === 'tls:';
  const host = isIP(address) === 6 ? `[${address}]` : address;
  const port = url.port === '' ? '4222' : url.port;
  return connectNats({
    servers: `${secure ? url.hostname : host}:${port}`,
    reconnect: false,
    ignoreClusterUpdates: true,
    timeout: 10_000,
    ...loginOf(target.secrets),
    ...(secure ? { tls: {} } : {}),
  });
}

function loginOf({ token, user, password = '' }: DestinationTarget['secrets']) {
  if (token !== undefined) return { token };
  return user === undefined ? {} : { user, pass: password };
}
