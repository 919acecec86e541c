import type { SocketEnd } from '#model/runtime-event.ts';

/** Families as captures and Linux number them. */
export const family = { unix: 1, ipv4: 2, ipv6: 10 } as const;

/** Four bytes as text. */
export function ipv4Text(bytes: Uint8Array): string {
  return bytes.subarray(0, 4).join('.');
}

/** Sixteen bytes as canonical text (RFC 5952); IPv4-mapped ones as IPv4. */
export function ipv6Text(bytes: Uint8Array): string {
  if (isMapped(bytes)) return ipv4Text(bytes.subarray(12));
  const groups = Array.from(
    { length: 8 },
    (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0),
  );
  const { from, length } = longestZeros(groups);
  const texts = groups.map((group) => group.toString(16));
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, from).join(':')}::${texts.slice(from + length).join(':')}`;
}

/** Whether an address of sixteen bytes stands for one of four. */
export function isMapped(bytes: Uint8Array): boolean {
  return (
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  );
}

/** An end of which nothing is known: no address and no port. */
export function isEmpty({ address, port }: SocketEnd): boolean {
  return port === 0 && isUnspecified(address);
}

/** Whether an address stands for any. */
export function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function longestZeros(groups: readonly number[]): {
  readonly from: number;
  readonly length: number;
} {
  let best = { from: 0, length: 0 };
  let from = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) from = at + 1;
    else if (at + 1 - from > best.length) best = { from, length: at + 1 - from };
  }
  return best;
}
