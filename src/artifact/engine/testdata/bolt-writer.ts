/** What a test wants in a bucket: texts and further buckets by key. */
export interface Tree {
  readonly [key: string]: string | Tree;
}

const pageSize = 4096;
const headerBytes = 16;

interface Element {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly isBucket: boolean;
}

/**
 * A BoltDB file (file format 2) with two meta pages, of which the second is newer. Small buckets are inline, large ones
 * have branch pages, long values overflow pages: as the real library writes them.
 */
export function boltFile(tree: Tree, transaction = 7n): Buffer {
  const pages: Buffer[] = [];
  function add(page: Buffer): bigint {
    const id = BigInt(pages.reduce((total, each) => total + each.length / pageSize, 4));
    page.writeBigUInt64LE(id, 0);
    pages.push(page);
    return id;
  }
  const root = writeTree(elementsOf(tree, add), add);
  const end = BigInt(pages.reduce((total, each) => total + each.length / pageSize, 4));
  const free = page([], 0x10, 0);
  free.writeBigUInt64LE(2n, 0);
  const empty = page([], 2, 0);
  empty.writeBigUInt64LE(3n, 0);
  const metas = [transaction - 1n, transaction].map((id, at) => meta(BigInt(at), at === 0 ? 3n : root, end, id));
  return Buffer.concat([...metas, free, empty, ...pages]);
}

type Add = (page: Buffer) => bigint;

function elementsOf(tree: Tree, add: Add): readonly Element[] {
  return Object.entries(tree)
    .map(([name, content]) => {
      const key = Buffer.from(name);
      if (typeof content === 'string') return { key, value: Buffer.from(content), isBucket: false };
      return { key, value: bucketValue(content, add), isBucket: true };
    })
    .sort((a, b) => a.key.compare(b.key));
}

function bucketValue(tree: Tree, add: Add): Buffer {
  const elements = elementsOf(tree, add);
  const header = Buffer.alloc(16);
  const isSmall = sizeOf(elements) < pageSize / 4 && elements.every((element) => !element.isBucket);
  if (isSmall) return Buffer.concat([header, leaf(elements).subarray(0, sizeOf(elements))]);
  header.writeBigUInt64LE(writeTree(elements, add), 0);
  return header;
}

function writeTree(elements: readonly Element[], add: Add): bigint {
  let level = split(elements).map((part) => ({ key: part[0]?.key ?? Buffer.alloc(0), id: add(leaf(part)) }));
  while (level.length > 1) {
    const groups = Array.from({ length: Math.ceil(level.length / 10) }, (_, at) => level.slice(at * 10, at * 10 + 10));
    level = groups.map((group) => ({ key: group[0]?.key ?? Buffer.alloc(0), id: add(branch(group)) }));
  }
  return level[0]?.id ?? 3n;
}

function split(elements: readonly Element[]): readonly (readonly Element[])[] {
  const parts: Element[][] = [[]];
  for (const element of elements) {
    const last = parts.at(-1) ?? [];
    if (last.length > 0 && sizeOf([...last, element]) > pageSize) parts.push([element]);
    else last.push(element);
  }
  return parts;
}

function sizeOf(elements: readonly Element[]): number {
  return elements.reduce((total, { key, value }) => total + 16 + key.length + value.length, headerBytes);
}

function leaf(elements: readonly Element[]): Buffer {
  const bodies = elements.map(({ key, value }) => Buffer.concat([key, value]));
  const buffer = page(bodies, 2, elements.length);
  let at = headerBytes + 16 * elements.length;
  for (const [index, { key, value, isBucket }] of elements.entries()) {
    const element = headerBytes + 16 * index;
    buffer.writeUInt32LE(isBucket ? 1 : 0, element);
    buffer.writeUInt32LE(at - element, element + 4);
    buffer.writeUInt32LE(key.length, element + 8);
    buffer.writeUInt32LE(value.length, element + 12);
    at += key.length + value.length;
  }
  return buffer;
}

function branch(children: readonly { readonly key: Buffer; readonly id: bigint }[]): Buffer {
  const buffer = page(children.map(({ key }) => key), 1, children.length);
  let at = headerBytes + 16 * children.length;
  for (const [index, { key, id }] of children.entries()) {
    const element = headerBytes + 16 * index;
    buffer.writeUInt32LE(at - element, element);
    buffer.writeUInt32LE(key.length, element + 4);
    buffer.writeBigUInt64LE(id, element + 8);
    at += key.length;
  }
  return buffer;
}

function page(bodies: readonly Buffer[], flags: number, count: number): Buffer {
  const content = Buffer.concat([Buffer.alloc(headerBytes + 16 * count), ...bodies]);
  const length = Math.ceil(content.length / pageSize) * pageSize;
  const buffer = Buffer.concat([content, Buffer.alloc(length - content.length)]);
  buffer.writeUInt16LE(flags, 8);
  buffer.writeUInt16LE(count, 10);
  buffer.writeUInt32LE(length / pageSize - 1, 12);
  return buffer;
}

function meta(id: bigint, root: bigint, end: bigint, transaction: bigint): Buffer {
  const buffer = page([], 4, 0);
  buffer.writeBigUInt64LE(id, 0);
  const body = buffer.subarray(headerBytes);
  body.writeUInt32LE(0xed0cdaed, 0);
  body.writeUInt32LE(2, 4);
  body.writeUInt32LE(pageSize, 8);
  body.writeBigUInt64LE(root, 16);
  body.writeBigUInt64LE(2n, 32);
  body.writeBigUInt64LE(end, 40);
  body.writeBigUInt64LE(transaction, 48);
  body.writeBigUInt64LE(checksum(body.subarray(0, 56)), 56);
  return buffer;
}

function checksum(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
