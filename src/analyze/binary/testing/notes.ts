/** Four bytes. */
export function u32(value: number, littleEndian = true): Buffer {
  const bytes = Buffer.alloc(4);
  if (littleEndian) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

/** A note of an ELF file, its parts padded to four bytes. */
export function elfNote(owner: string, type: number, content: string, littleEndian = true): Buffer {
  const name = Buffer.from(`${owner}\0`);
  const text = Buffer.from(`${content}\0`);
  const padded = [name, text].map((part) =>
    Buffer.concat([part, Buffer.alloc((4 - (part.length % 4)) % 4)]),
  );
  const sizes = [name.length, text.length, type].map((value) => u32(value, littleEndian));
  return Buffer.concat([...sizes, ...padded]);
}
