import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { defaultLimits, type Limits, type Scope } from '#contract/scope.ts';

/** A scope for tests: silent, its clock stands still. */
export function testScope(limits: Partial<Limits> = {}): Scope {
  return {
    signal: new AbortController().signal,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
    clock: () => new Date('2026-11-22T12:00:00Z'),
    limits: { ...defaultLimits, ...limits },
    temporaryDirectory: tmpdir(),
  };
}

/** A new private directory; the test removes it. */
export function testDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'caisson-advisory-'));
}

/** A ZIP file of the given contents, deflated, dated 2026-01-02. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 2, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(Buffer.byteLength(content), 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const head = Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1');
    central.push(Buffer.concat([head, fields, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** Writes records as the bucket serves them: `<directory>/<ecosystem>/all.zip`. */
export function writeBucket(
  directory: string,
  ecosystem: string,
  records: readonly { readonly id: string }[],
): void {
  mkdirSync(join(directory, ecosystem), { recursive: true });
  const files = Object.fromEntries(
    records.map((record) => [`${record.id}.json`, JSON.stringify(record)]),
  );
  writeFileSync(join(directory, ecosystem, 'all.zip'), zipOf(files));
}

/** An OSV record for one package with one range. */
export function osvRecord(
  id: string,
  [ecosystem, name]: readonly [ecosystem: string, name: string],
  events: readonly Readonly<Record<string, string>>[] = [{ introduced: '0' }, { fixed: '2.0.0' }],
  extra: Readonly<Record<string, unknown>> = {},
): { readonly id: string } & Readonly<Record<string, unknown>> {
  const type = ecosystem.includes(':') || ecosystem === 'PyPI' ? 'ECOSYSTEM' : 'SEMVER';
  return {
    schema_version: '1.7.0',
    id,
    modified: '2026-03-01T00:00:00Z',
    affected: [{ package: { ecosystem, name }, ranges: [{ type, events }] }],
    ...extra,
  };
}
