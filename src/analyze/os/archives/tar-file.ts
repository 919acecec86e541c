const blockBytes = 512;
/** Entries before the one that is sought. */
const maxEntries = 64;

/**
 * The content of the first file of a small tar (POSIX ustar) that has one of these names; `undefined` when the tar, or the
 * part of it that is here, has none.
 */
export function fileInTar(tar: Buffer, names: readonly string[]): Buffer | undefined {
  let at = 0;
  for (let count = 0; count < maxEntries && at + blockBytes <= tar.length; count += 1) {
    const name = textIn(tar, at, 100);
    if (name === '') return undefined;
    const size = Number.parseInt(textIn(tar, at + 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    const start = at + blockBytes;
    if (names.includes(name))
      return start + size <= tar.length ? tar.subarray(start, start + size) : undefined;
    at = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return undefined;
}

function textIn(tar: Buffer, start: number, length: number): string {
  const field = tar.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end === -1 ? length : end);
}
