import ipaddr from 'ipaddr.js';

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  k: 1000,
  kb: 1000,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 2 ** 20,
  g: 1e9,
  gb: 1e9,
  gib: 2 ** 30,
  t: 1e12,
  tb: 1e12,
  tib: 2 ** 40,
};
const timeUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `2GiB`, `500 MB`, `1048576`. */
export function bytesOf(text: string): number | undefined {
  const match = /^(\d{1,15})\s?([a-z]{0,3})$/iu.exec(text.trim());
  const unit = match && byteUnits[match[2]?.toLowerCase() ?? ''];
  return unit ? Number(match?.[1]) * unit : undefined;
}

/** `15m`, `24h`, `7d`; `0` is never. In milliseconds. */
export function durationOf(text: string): number | undefined {
  if (text.trim() === '0') return 0;
  const match = /^(\d{1,9})\s?(ms|s|m|h|d|w)$/u.exec(text.trim());
  const unit = match && timeUnits[match[2] ?? ''];
  return unit ? Number(match?.[1]) * unit : undefined;
}

const yes = new Set(['yes', 'true', 'on', '1']);
const no = new Set(['no', 'false', 'off', '0']);

export function switchOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}

/** `a, b`: words with commas between them. */
export function wordsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** `https://caisson.example`, `http://127.0.0.1:7480`. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/u.test(url.protocol) && url.hostname !== '';
}

/** Names of networks that the parser of `X-Forwarded-For` knows. */
const knownNetworks = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** `10.1.2.3, 10.0.0.0/8, loopback`. */
export function areNetworks(text: string): boolean {
  return wordsOf(text).every(
    (word) => knownNetworks.has(word) || ipaddr.isValid(word) || ipaddr.isValidCIDR(word),
  );
}
