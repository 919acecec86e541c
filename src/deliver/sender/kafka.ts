import { connect, isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ISocketFactory, Kafka, logLevel } from 'kafkajs';
import type { DeliveryRecord, DestinationTarget, Sender } from '#contract/delivery.ts';
import { checkAddress, lookupOf, resolveTarget, serverNameOf } from '../egress/target.ts';
import { formatRecord } from '../format/format.ts';
import { brokersOf, hostsOf } from './address.ts';
import { delivered, manyAtOnce, type SenderParts, sameFor } from './sender.ts';

/** Kafka: key is the subject, so that its order is kept; acks of all replicas. */
export function kafkaSender(parts: SenderParts): Sender {
  const { target } = parts;
  return manyAtOnce(parts, 500, async (records) => {
    for (const host of hostsOf(target)) await resolveTarget(host, target); // says why, where the client only tries again
    const producer = clientOf(target).producer({
      idempotent: target.settings['idempotent'] !== 'false',
      maxInFlightRequests: 1,
    });
    await producer.connect();
    try {
      const topic = target.settings['topic'] ?? 'caisson';
      await producer.send({ topic, acks: -1, messages: records.map(messageOf(target)) });
      return sameFor(records, delivered);
    } finally {
      await producer.disconnect();
    }
  });
}

function clientOf(target: DestinationTarget): Kafka {
  const { user, password = '' } = target.secrets;
  return new Kafka({
    clientId: 'caisson',
    brokers: [...brokersOf(target)],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 10_000,
    requestTimeout: 20_000,
    retry: { retries: 2 },
    ...(target.settings['tls'] === 'true' ? { ssl: true } : {}),
    ...(user === undefined ? {} : { sasl: { mechanism: 'plain', username: user, password } }),
    socketFactory: socketsOf(target),
  });
}

/** Brokers name other brokers: each is judged when it is connected to. Of an address a socket asks no resolver. */
function socketsOf(target: DestinationTarget): ISocketFactory {
  const lookup = lookupOf(target);
  return ({ host, port, ssl, onConnect }) => {
    try {
      if (isIP(host) !== 0) checkAddress(host, host, target);
    } catch (error) {
      return new Socket().destroy(error instanceof Error ? error : undefined);
    }
    const options = { host, port, lookup };
    return ssl
      ? connectTls({ ...options, ...serverNameOf(host), ...ssl }, onConnect)
      : connect(options, onConnect);
  };
}

function messageOf({ format }: DestinationTarget) {
  return (record: DeliveryRecord) => ({
    key: record.subject,
    value: formatRecord(record, format),
    headers: {
      'content-type': 'application/json',
      ce_id: record.id,
      ce_type: `caisson.${record.kind}`,
      ce_source: record.product.installation,
      ce_specversion: '1.0',
    },
  });
}
