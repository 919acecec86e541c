/**
 * Columns of the metadata tables that stand before the table Assembly (ECMA-335, partition II, section 22), by number. Digits
 * are bytes; `S`, `G`, `B` are indexes into the heaps of strings, GUIDs and blobs; `[n]` is an index into table `n` (hex);
 * other letters are the coded indexes below.
 */
const columns: readonly (readonly string[])[] = [
  ['2', 'S', 'G', 'G', 'G'],
  ['resolutionScope', 'S', 'S'],
  ['4', 'S', 'S', 'typeDefOrRef', '[4]', '[6]'],
  ['[4]'],
  ['2', 'S', 'B'],
  ['[6]'],
  ['4', '2', '2', 'S', 'B', '[8]'],
  ['[8]'],
  ['2', '2', 'S'],
  ['[2]', 'typeDefOrRef'],
  ['memberRefParent', 'S', 'B'],
  ['2', 'hasConstant', 'B'],
  ['hasCustomAttribute', 'customAttributeType', 'B'],
  ['hasFieldMarshal', 'B'],
  ['2', 'hasDeclSecurity', 'B'],
  ['2', '4', '[2]'],
  ['4', '[4]'],
  ['B'],
  ['[2]', '[14]'],
  ['[14]'],
  ['2', 'S', 'typeDefOrRef'],
  ['[2]', '[17]'],
  ['[17]'],
  ['2', 'S', 'B'],
  ['2', '[6]', 'hasSemantics'],
  ['[2]', 'methodDefOrRef', 'methodDefOrRef'],
  ['S'],
  ['B'],
  ['2', 'memberForwarded', 'S', '[1a]'],
  ['4', '[4]'],
  ['4', '4'],
  ['4', '4'],
];

interface CodedIndex {
  readonly bits: number;
  readonly tables: readonly number[];
}

/** Which tables an index may point into, and the bits that tell which one (ECMA-335, partition II, section 24.2.6). */
const codedIndexes: ReadonlyMap<string, CodedIndex> = new Map([
  ['resolutionScope', { bits: 2, tables: [0x00, 0x1a, 0x23, 0x01] }],
  ['typeDefOrRef', { bits: 2, tables: [0x02, 0x01, 0x1b] }],
  ['memberRefParent', { bits: 3, tables: [0x02, 0x01, 0x1a, 0x06, 0x1b] }],
  ['hasConstant', { bits: 2, tables: [0x04, 0x08, 0x17] }],
  [
    'hasCustomAttribute',
    {
      bits: 5,
      tables: [
        0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x00, 0x0e, 0x17, 0x14, 0x11, 0x1a, 0x1b, 0x20,
        0x23, 0x26, 0x27, 0x28, 0x2a, 0x2c, 0x2b,
      ],
    },
  ],
  ['customAttributeType', { bits: 3, tables: [0x06, 0x0a] }],
  ['hasFieldMarshal', { bits: 1, tables: [0x04, 0x08] }],
  ['hasDeclSecurity', { bits: 2, tables: [0x02, 0x06, 0x20] }],
  ['hasSemantics', { bits: 1, tables: [0x14, 0x17] }],
  ['methodDefOrRef', { bits: 1, tables: [0x06, 0x0a] }],
  ['memberForwarded', { bits: 1, tables: [0x04, 0x06] }],
]);

/** Rows of each table by number, and the widths in bytes of indexes into the heaps. */
export interface TableShape {
  readonly rows: ReadonlyMap<number, number>;
  readonly stringBytes: number;
  readonly guidBytes: number;
  readonly blobBytes: number;
}

/** How many bytes all tables before the table Assembly take. */
export function bytesBeforeAssembly(shape: TableShape): number {
  return columns.reduce((sum, row, table) => {
    const rowBytes = row.reduce((width, column) => width + widthOf(column, shape), 0);
    return sum + rowBytes * (shape.rows.get(table) ?? 0);
  }, 0);
}

function widthOf(column: string, { rows, stringBytes, guidBytes, blobBytes }: TableShape): number {
  if (column === 'S') return stringBytes;
  if (column === 'G') return guidBytes;
  if (column === 'B') return blobBytes;
  const coded = codedIndexes.get(column);
  if (coded !== undefined) {
    const most = Math.max(...coded.tables.map((table) => rows.get(table) ?? 0));
    return most < 2 ** (16 - coded.bits) ? 2 : 4;
  }
  if (!column.startsWith('[')) return Number(column);
  return (rows.get(Number.parseInt(column.slice(1), 16)) ?? 0) < 65_536 ? 2 : 4;
}
