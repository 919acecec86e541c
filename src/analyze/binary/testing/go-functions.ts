/** How a function table looks: the release whose linker wrote it, and the machine. */
export interface FunctionTableOptions {
  readonly minor?: 15 | 16 | 18 | 20;
  readonly wide?: boolean;
  readonly littleEndian?: boolean;
}

const magics = { 15: 0xfffffffb, 16: 0xfffffffa, 18: 0xfffffff0, 20: 0xfffffff1 };

/** A `pclntab` that holds nothing but names; those before Go 1.16 stand between other bytes. */
export function goFunctionTable(
  names: readonly string[],
  { minor = 20, wide = true, littleEndian = true }: FunctionTableOptions = {},
): Buffer {
  const word = wide ? 8 : 4;
  const text = minor === 15 ? mixed(names) : Buffer.from(names.map((name) => `${name}\0`).join(''));
  const start = 8 + 8 * word;
  const table = Buffer.alloc(start + text.length + names.length * word);
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  function put(index: number, value: number): void {
    const at = 8 + index * word;
    if (wide) view.setBigUint64(at, BigInt(value), littleEndian);
    else view.setUint32(at, value, littleEndian);
  }
  view.setUint32(0, magics[minor], littleEndian);
  table[6] = 1;
  table[7] = word;
  put(0, names.length);
  const field = minor >= 18 ? 3 : 2;
  if (minor !== 15) {
    put(field, start);
    put(field + 1, start + text.length);
  }
  table.set(text, start);
  return table;
}

function mixed(names: readonly string[]): Buffer {
  return Buffer.concat(
    names.flatMap((name) => [Buffer.from([7, 3, 0x80, 0]), Buffer.from(`${name}\0`)]),
  );
}
