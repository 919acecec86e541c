import type { DestinationTarget } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { parseTarget } from '../egress/target.ts';

/** Of kinds that do not speak HTTP. */
const schemes: ReadonlyMap<string, readonly string[]> = new Map([
  ['syslog', ['udp', 'tcp', 'tls']],
  ['email', ['smtp', 'smtps']],
  ['nats', ['nats', 'tls']],
]);

/** The address of a destination, with a scheme of its kind. Throws `usage.invalid-argument`. */
export function addressOf({ kind, address, secrets }: DestinationTarget): URL {
  const hidden = kind === 'slack' ? secrets['url'] : undefined;
  return parseTarget(hidden ?? address, schemes.get(kind));
}

/** Brokers of Kafka, `host:port` each. Throws `usage.invalid-argument`. */
export function brokersOf({ address }: DestinationTarget): readonly string[] {
  const brokers = address.split(',').map((broker) => broker.trim());
  const strange = brokers.find((broker) => !/^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/iu.test(broker));
  if (strange === undefined) return brokers;
  throw new CaissonError('usage.invalid-argument', `${quote(strange)} is no host:port`, {
    hint: 'name the brokers as host:port, with commas between them',
  });
}

/** What a destination connects to first: names, or addresses (IPv6 in brackets). A file connects to nothing. Throws `usage.invalid-argument`. */
export function hostsOf(target: DestinationTarget): readonly string[] {
  if (target.kind === 'file') return [];
  if (target.kind === 'kafka')
    return brokersOf(target).map((broker) => broker.replace(/:\d+$/u, ''));
  return [addressOf(target).hostname];
}

/** The given path, unless the address names one already. */
export function under(address: string, path: string): string {
  const url = new URL(address);
  if (url.pathname === '/' || url.pathname === '') url.pathname = path;
  return url.href;
}
