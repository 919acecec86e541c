/** Canonical text of addresses and the ranges that hold them. */

/** Who an address belongs to: `pod:shop/app=web`, `service:shop/db`, `node`, `cloud:s3`; undefined where nobody knows. */
export type PeerNames = (address: string, port: number) => string | undefined;

/** Whether an address never leaves the container's own host. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** Ranges around an address that many addresses may become, smallest first: /24 and /16, or /64 and /48. */
export function rangesOf(address: string): readonly string[] {
  if (address.includes(':')) return rangesOfSix(address);
  const parts = address.split('.');
  if (parts.length !== 4) return [];
  return [`${parts.slice(0, 3).join('.')}.0/24`, `${parts.slice(0, 2).join('.')}.0.0/16`];
}

/** Whether text is an address or a range, not a name. */
export function isAddress(text: string): boolean {
  return (
    /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:\/[0-9]+)?$/.test(text) ||
    text.includes('::') ||
    /^[0-9a-f:]+:[0-9a-f:]+(?:\/[0-9]+)?$/i.test(text)
  );
}

function rangesOfSix(address: string): readonly string[] {
  const groups = expand(address);
  return groups === undefined
    ? []
    : [`${groups.slice(0, 4).join(':')}::/64`, `${groups.slice(0, 3).join(':')}::/48`];
}

function expand(address: string): readonly string[] | undefined {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left.length === 8 ? left : undefined;
  const right = tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  return missing < 0 ? undefined : [...left, ...Array<string>(missing).fill('0'), ...right];
}
