const lastControl = 0x1f;
const bidirectional = new Set([
  0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
]);

/**
 * Text from outside made safe for a terminal or a log line: C0 and C1 controls, DEL and bidirectional marks become `�`.
 * Line breaks and tabs count as controls too.
 */
export function printable(text: string): string {
  if (isClean(text)) return text;
  return Array.from(text, (char) => (isHostile(char.charCodeAt(0)) ? '\ufffd' : char)).join('');
}

/** Most text is: it stays the string that it is. */
function isClean(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (isHostile(text.charCodeAt(at))) return false;
  return true;
}

/** A name from outside, quoted so that an empty one shows, safe to print. */
export function quote(text: string): string {
  return printable(JSON.stringify(text));
}

/** `1 file`, `2 files`; give `many` where the plural is not made with `s`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `1.4 MB` from bytes, in powers of 1000 as disks and registries count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

function isHostile(code: number): boolean {
  if (code < 0x7f) return code <= lastControl;
  return code <= 0x9f || (code >= 0x061c && bidirectional.has(code));
}
