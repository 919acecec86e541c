/**
 * A database of a million advisories: `node bench/scale.ts [DIR] [COUNT]`. DIR holds real advisories in the layout of the OSV
 * bucket; they are replicated under other names until there are COUNT. Build time, memory, sizes, opening with 1,000 look-ups, and
 * the delta of a day that changes 5,000 advisories are printed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { buildDatabase } from '../src/advisory/build.ts';
import { openIndex } from '../src/advisory/open-index.ts';
import { defaultLimits, type Scope } from '../src/contract/scope.ts';
import { formatBytes } from '../src/kit/text.ts';
import { ZipFile } from '../src/kit/zip.ts';
import { median } from './measure.ts';

const [source = '../shared/advisories', wanted = '1000000'] = process.argv.slice(2);
const ecosystems = [
  'npm',
  'PyPI',
  'Go',
  'crates.io',
  'RubyGems',
  'Packagist',
  'Debian',
  'AlmaLinux',
];
const changedPerDay = 5000;

const self = import.meta.filename;

function quiet(): void {}

const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  progress: { begin: () => ({ advance: quiet, [Symbol.dispose]: quiet }) },
  clock: () => new Date(),
  limits: { ...defaultLimits, maxEntries: 5_000_000 },
  temporaryDirectory: tmpdir(),
};

interface RealRecord {
  readonly id: string;
  readonly text: string;
}

function readRecords(ecosystem: string): readonly RealRecord[] {
  const path = join(source, ecosystem, 'all.zip');
  if (!existsSync(path)) return [];
  using zip = ZipFile.open(path, { maxEntries: 1e6, maxEntryBytes: 32e6, maxRatio: 1000 });
  return zip.entries
    .filter(({ name }) => name.endsWith('.json'))
    .map((entry) => ({ id: entry.name.slice(0, -5), text: zip.read(entry).toString('utf8') }));
}

/** The same record under another id, other CVEs and another package: replica 0 is the record itself. */
function replica({ text }: RealRecord, number: number): string {
  if (number === 0) return text;
  const suffix = String(number).padStart(3, '0');
  return text
    .replace(/"(id)":\s*"([^"]+)"/, `"$1":"$2-${suffix}"`)
    .replace(/"aliases":\s*\[[^\]]*\]/, '"aliases":[]')
    .replace(/"upstream":\s*\[[^\]]*\]/, '"upstream":[]')
    .replace(/CVE-(\d{4})-(\d{4,7})/g, `CVE-$1-$2${suffix}`)
    .replace(/"name":\s*"([^"]+)"/g, `"name":"$1-${suffix}"`);
}

/** Entries are stored deflated at the lowest level: this is the input, not what is measured. */
function writeZip(path: string, files: Iterable<readonly [name: string, text: string]>): void {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const bytes = Buffer.from(text);
    const data = deflateRawSync(bytes, { level: 1 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 2, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), data]);
    central.push(
      Buffer.concat([
        Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'),
        fields,
        tail,
        Buffer.from(name),
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  writeFileSync(
    path,
    Buffer.concat([...parts, directory, endOf(central.length, directory.length, offset)]),
  );
}

/** With the ZIP64 records that more than 65,535 entries need. */
function endOf(count: number, size: number, offset: number): Buffer {
  const large = Buffer.alloc(56);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) large.writeBigUInt64LE(BigInt(count), at);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([large, locator, end]);
}

function writeFeeds(directory: string, changes: number): number {
  const real = ecosystems.map((name) => [name, readRecords(name)] as const);
  const total = real.reduce((sum, [, records]) => sum + records.length, 0);
  const replicas = Math.ceil(Number(wanted) / total);
  let left = changes;
  let count = 0;
  for (const [name, records] of real) {
    mkdirSync(join(directory, name), { recursive: true });
    const share = Math.ceil((changes * records.length) / total);
    const step = Math.floor((records.length * replicas) / Math.max(1, share));
    function* texts(): Iterable<readonly [string, string]> {
      for (let number = 0; number < replicas; number += 1)
        for (const record of records) {
          count += 1;
          const text = replica(record, number);
          const isChanged = changes > 0 && left > 0 && count % step === 0;
          if (isChanged) left -= 1;
          const day = text.replace(/"modified":\s*"[^"]+"/, '"modified":"2026-11-21T00:00:00Z"');
          const changed = day.replace(/"fixed":\s*"([^"]+)"/, '"fixed":"$1.1"');
          yield [`${record.id}-${number}.json`, isChanged ? changed : text];
        }
    }
    if (records.length > 0) writeZip(join(directory, name, 'all.zip'), texts());
  }
  return count;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Time and largest resident size while something runs. */
async function measured<Result>(run: () => Promise<Result>) {
  const start = performance.now();
  const result = await run();
  const peak = process.resourceUsage().maxRSS * 1024;
  return { result, ms: performance.now() - start, peak };
}

async function main(): Promise<void> {
  if (!existsSync(source)) return say(`skipped: there are no advisories in ${source}`);
  const root = mkdtempSync(join(tmpdir(), 'caisson-scale-'));
  try {
    const [first, second] = [join(root, 'feeds-1'), join(root, 'feeds-2')];
    // in processes of their own, so that only the builds count
    for (const [directory, changes] of [
      [first, 0],
      [second, changedPerDay],
    ] as const)
      execFileSync(process.execPath, [self, source, wanted, directory, String(changes)], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
    await measure(root, first, second);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(root: string, first: string, second: string): Promise<void> {
  const [out, next] = [join(root, 'db-1'), join(root, 'db-2')];
  const whole = await measured(() => buildDatabase({ from: first, out }, scope));
  const { segments } = whole.result;
  say(`build: ${(whole.ms / 1000).toFixed(0)} s, at most ${formatBytes(whole.peak)} of memory`);
  say(`facts: ${sum(segments.filter(({ kind }) => kind === 'facts').map(({ facts }) => facts))}`);
  say(`raw: ${formatBytes(sum(segments.map(({ content }) => content.size)))}`);
  say(`zstd: ${formatBytes(sum(segments.map(({ blob }) => blob.size)))}`);

  const location = { cache: join(root, 'cache'), bundled: out, named: true };
  const names = Array.from(
    { length: 1000 },
    (_, at) => `openssl-${String(at % 40).padStart(3, '0')}`,
  );
  function lookUp(): number {
    const start = performance.now();
    using index = openIndex(location, scope);
    for (const name of names) index.byPackage('debian-12', name);
    return performance.now() - start;
  }
  say(`first opening with 1,000 look-ups: ${lookUp().toFixed(0)} ms`);
  say(
    `opening with 1,000 look-ups: median ${median(Array.from({ length: 10 }, lookUp)).toFixed(1)} ms`,
  );

  const day = await measured(() =>
    buildDatabase({ from: second, out: next, previous: out, acceptChanges: true }, scope),
  );
  const changed = day.result.segments.filter(
    ({ name, rows }) => segments.find((one) => one.name === name)?.rows !== rows,
  );
  const deltas = changed.flatMap(({ deltas: list = [] }) => list.map(({ blob }) => blob.size));
  say(`next day: ${(day.ms / 1000).toFixed(0)} s with deltas`);
  say(
    `changed segments: ${changed.length}, whole ${formatBytes(sum(changed.map(({ blob }) => blob.size)))}`,
  );
  say(`deltas: ${deltas.length}, together ${formatBytes(sum(deltas))}`);
}

const [directory, changes = '0'] = process.argv.slice(4);
if (directory === undefined) await main();
else say(`${writeFeeds(directory, Number(changes))} advisories, ${changes} changed`);
