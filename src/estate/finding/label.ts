/** A name in a form whose order is the same in every engine and language: lower case, its first 24 bytes in hex. */
export function labelOf(name: string): string {
  return Buffer.from(name.slice(0, 80).toLowerCase()).subarray(0, 24).toString('hex');
}
