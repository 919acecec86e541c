import { ipv4Text, ipv6Text } from './address.ts';
import { blockKinds } from './block.ts';
import { Cursor } from './cursor.ts';

/** An interface of the host: four or sixteen bytes each. */
export interface ListedInterface {
  readonly address: Buffer;
  readonly mask: Buffer;
}

/** Bytes before the name of an entry, by its type, and bytes of an address. */
const forms: ReadonlyMap<number, readonly [size: number, address: number]> = new Map([
  [1, [24, 4]],
  [2, [60, 16]],
  [3, [16, 4]],
  [4, [52, 16]],
]);

/** Decodes a block of interfaces. Throws `input.malformed`. */
export function decodeInterfaces(block: number, body: Buffer): readonly ListedInterface[] {
  const isMeasured = blockKinds.formOf(block).version === 2;
  const cursor = new Cursor(body);
  const found: ListedInterface[] = [];
  while (cursor.left >= 4) {
    const measured = isMeasured ? cursor.u32() : undefined;
    const start = cursor.at;
    const form = forms.get(cursor.u16());
    const nameLength = cursor.u16();
    if (form) found.push({ address: cursor.bytes(form[1]), mask: cursor.bytes(form[1]) });
    cursor.at = start;
    // Without a length, nothing can be found behind an entry that is not known.
    cursor.skip(measured ?? (form ? form[0] + nameLength : cursor.left));
  }
  return found;
}

/** The address that this host would use towards another: that itself, one of its network, any that is not loopback. */
export function nearestAddress(
  interfaces: readonly ListedInterface[],
  remote: string,
): string | undefined {
  const size = remote.includes(':') ? 16 : 4;
  const text = size === 4 ? ipv4Text : ipv6Text;
  const same = interfaces.filter(({ address }) => address.length === size);
  const wanted = size === 4 ? Buffer.from(remote.split('.').map(Number)) : undefined;
  const found =
    same.find(({ address }) => text(address) === remote) ??
    same.find(
      ({ address, mask }) => wanted !== undefined && isSameNetwork(address, wanted, mask),
    ) ??
    same.find(({ address }) => !isLoopback(text(address)));
  return found && text(found.address);
}

function isSameNetwork(one: Buffer, other: Buffer, mask: Buffer): boolean {
  return one.every((byte, at) => ((byte ^ (other[at] ?? 0)) & (mask[at] ?? 0)) === 0);
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
