import { connect as connectTcp, isIP, type LookupFunction, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { jetstream } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';
import type { DeliveryRecord, DestinationTarget, Outcome, Sender } from '#contract/delivery.ts';
import { resolveTarget } from '../egress/target.ts';
import { formatRecord } from '../format/format.ts';
import { outcomeOfError } from '../outcome.ts';
import { addressOf, brokersOf, hostsOf } from './address.ts';
import type { SenderParts } from './http.ts';

/** NATS JetStream: subject `caisson.v1.KIND.SEVERITY`, `Nats-Msg-Id` is the id of the change. Setting `jetstream: false` publishes without an answer. */
export function natsSender({ target }: SenderParts): Sender {
  return guarded(target, 256, async (records) => {
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
    } finally {
      await connection.close();
    }
  });
}

/** With TLS the name is verified, so it is connected to by name; without, the judged address is. */
async function openNats(target: DestinationTarget) {
  const url = addressOf(target);
  const name = url.hostname.replace(/^\[|\]$/gu, '');
  const address = await resolveTarget(name, target);
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

/** Kafka: key is the subject, so that its order is kept; acks of all replicas. The client is loaded when it is used. */
export function kafkaSender({ target }: SenderParts): Sender {
  return guarded(target, 500, async (records) => {
    const { Kafka, logLevel } = await import('kafkajs');
    const { user, password } = target.secrets;
    const secure = target.settings['tls'] === 'true';
    const client = new Kafka({
      clientId: 'caisson',
      brokers: [...brokersOf(target)],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 10_000,
      requestTimeout: 20_000,
      retry: { retries: 2 },
      ...(secure ? { ssl: true } : {}),
      ...(user === undefined
        ? {}
        : { sasl: { mechanism: 'plain' as const, username: user, password: password ?? '' } }),
      // Brokers name other brokers: each name is judged when it is connected to.
      socketFactory: ({ host, port, ssl, onConnect }) => {
        const lookup = checkedLookup(target);
        const servername = isIP(host) === 0 ? { servername: host } : {};
        if (isIP(host) !== 0 && !isAllowed(host))
          return new Socket().destroy(new Error('the address is not allowed'));
        return ssl
          ? connectTls({ host, port, lookup, ...servername, ...ssl }, onConnect)
          : connectTcp({ host, port, lookup }, onConnect);
      },
    });
    const allowed = new Set<string>();
    function isAllowed(host: string): boolean {
      return allowed.has(host);
    }
    await allowLiterals(target, allowed);
    const producer = client.producer({
      idempotent: target.settings['idempotent'] !== 'false',
      maxInFlightRequests: 1,
    });
    await producer.connect();
    try {
      await producer.send({
        topic: target.settings['topic'] ?? 'caisson',
        acks: -1,
        messages: records.map((record) => ({
          key: record.subject,
          value: formatRecord(record, target.format),
          headers: {
            'content-type': 'application/json',
            ce_id: record.id,
            ce_type: `caisson.${record.kind}`,
            ce_source: record.product.installation,
            ce_specversion: '1.0',
          },
        })),
      });
    } finally {
      await producer.disconnect();
    }
  });
}

/** Addresses written as numbers are judged before: a socket asks no resolver for them. Private ones only where all private ones are allowed. */
async function allowLiterals(target: DestinationTarget, allowed: Set<string>): Promise<void> {
  for (const name of hostsOf(target)) {
    const host = name.replace(/^\[|\]$/gu, '');
    allowed.add(await resolveTarget(host, target));
    allowed.add(host);
  }
}

function checkedLookup(target: DestinationTarget): LookupFunction {
  return (host, options, done) => {
    async function look(): Promise<void> {
      try {
        const address = await resolveTarget(host, target);
        const family = isIP(address);
        if (options.all === true) done(null, [{ address, family }]);
        else done(null, address, family);
      } catch (error) {
        done(error instanceof Error ? error : new Error('refused'), '', 0);
      }
    }
    void look();
  };
}

function guarded(
  target: DestinationTarget,
  maxRecords: number,
  send: (records: readonly DeliveryRecord[]) => Promise<void>,
): Sender {
  return {
    maxRecords,
    async send(records) {
      try {
        await send(records);
        return records.map((): Outcome => ({ type: 'delivered' }));
      } catch (error) {
        const outcome = outcomeOfError(error, Object.values(target.secrets));
        return records.map(() => outcome);
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
