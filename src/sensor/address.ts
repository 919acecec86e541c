import type { SocketEnd } from '#model/runtime-event.ts';

export const inet = 2;
export const inet6 = 10;

/**
 * Canonical text of the address whose bytes stand at an offset: dotted for IPv4 and for IPv4 within IPv6, else as RFC 5952
 * section 4 has it.
 */
export function addressText(bytes: Uint8Array, at: number, family: number): string {
  if (family === inet) return dotted(bytes, at);
  return isMapped(bytes, at) ? dotted(bytes, at + 12) : colons(bytes, at);
}

/** One end of a socket; undefined for families without addresses. */
export function endAt(
  bytes: Uint8Array,
  at: number,
  family: number,
  port: number,
): SocketEnd | undefined {
  if (family !== inet && family !== inet6) return undefined;
  return { address: addressText(bytes, at, family), port };
}

/** Whether IPv4 is meant: by the family, or by an address within ::ffff:0:0/96. */
export function isIpv4(bytes: Uint8Array, at: number, family: number): boolean {
  return family === inet || isMapped(bytes, at);
}

function dotted(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < 10; index += 1) if (bytes[at + index] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}

function colons(bytes: Uint8Array, at: number): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((bytes[at + 2 * index] ?? 0) << 8) | (bytes[at + 2 * index + 1] ?? 0),
  );
  const { start, length } = longestZeros(groups);
  if (length < 2) return hexadecimal(groups);
  return `${hexadecimal(groups.slice(0, start))}::${hexadecimal(groups.slice(start + length))}`;
}

function hexadecimal(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}
