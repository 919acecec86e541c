import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, fstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatJson } from '#kit/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { cgroupsOf, processesIn } from '../proc/cgroup.ts';
import { tryReadBytes, tryReadLink } from '../proc/read.ts';
import type { BundlePart } from './bundle-writer.ts';
import type { KeptMemory } from './memory.ts';
import type { FoundProcess } from './process-facts.ts';
import { socketsOf } from './sockets.ts';
import { hashedChanges, type KeptUpper } from './upper.ts';

const maxExecutableBytes = 256 * 2 ** 20;
const maxKeptBytes = 64 * 2 ** 20;
/** Files of a cgroup that say how much it used and may use. */
const cgroupFiles = [
  'cgroup.events',
  'cgroup.procs',
  'cpu.max',
  'cpu.stat',
  'cpuacct.usage',
  'devices.list',
  'freezer.state',
  'io.stat',
  'memory.current',
  'memory.events',
  'memory.limit_in_bytes',
  'memory.max',
  'memory.stat',
  'memory.usage_in_bytes',
  'pids.current',
  'pids.max',
];

/** A part with JSON for people. */
export function jsonPart(name: string, value: Json | object): BundlePart {
  return { name, content: `${formatJson(value, 2)}\n` };
}

/** Sockets, mounts and the cgroup of a container, seen through its first process. Read while it stands still. */
export function surroundings(
  pid: number,
  proc: string,
  processes: readonly FoundProcess[],
): readonly BundlePart[] {
  const owners = new Map<number, number[]>();
  for (const found of processes)
    for (const inode of found.sockets) owners.set(inode, [...(owners.get(inode) ?? []), found.pid]);
  const isHostNetwork =
    tryReadLink(join(proc, String(pid), 'ns/net')) === tryReadLink(join(proc, 'self/ns/net'));
  const mounts = tryReadBytes(join(proc, String(pid), 'mountinfo')) ?? '';
  return [
    jsonPart('sockets.json', socketsOf(pid, proc, owners, isHostNetwork)),
    { name: 'mounts.txt', content: Buffer.from(mounts, 'latin1') },
    ...processes.map(
      (found): BundlePart => ({
        name: `maps/${found.pid}.txt`,
        content: Buffer.from(found.maps, 'latin1'),
      }),
    ),
    ...cgroupParts(pid, proc),
  ];
}

function cgroupParts(pid: number, proc: string): readonly BundlePart[] {
  return cgroupsOf(pid, proc).flatMap(({ path, controllers }) => {
    const name = controllers.length === 0 ? 'unified' : controllers.join('-').replaceAll('/', '-');
    const texts = cgroupFiles.flatMap((file) => {
      const text = tryReadBytes(join(path, file), 64 * 1024);
      return text === undefined || text === '' ? [] : [`# ${file}\n${text}\n`];
    });
    const tree = `# processes here and below\n${processesIn(path).join('\n')}\n`;
    return [{ name: `cgroup/${name}.txt`, content: `# ${path}\n${tree}${texts.join('')}` }];
  });
}

/** The processes with the hash of what each executes; what has no file any more is kept. Closes nothing. */
export async function processParts(
  processes: readonly FoundProcess[],
  spool: string,
): Promise<readonly BundlePart[]> {
  const known = new Map<string, { readonly sha256: string; readonly part?: BundlePart }>();
  const parts: BundlePart[] = [];
  const facts: JsonObject[] = [];
  for (const found of processes) {
    const kept =
      found.executable === undefined ? undefined : await executableOf(found, spool, known);
    facts.push({
      ...found.facts,
      detached: found.isDetached,
      ...(kept !== undefined && { sha256: kept.sha256 }),
      ...(kept?.part !== undefined && { recovered: kept.part.name }),
    });
    if (kept?.part !== undefined && !parts.includes(kept.part)) parts.push(kept.part);
  }
  return [jsonPart('processes.json', facts), ...parts];
}

async function executableOf(
  { executable = -1, isDetached, pid }: FoundProcess,
  spool: string,
  known: Map<string, { readonly sha256: string; readonly part?: BundlePart }>,
): Promise<{ readonly sha256: string; readonly part?: BundlePart } | undefined> {
  const stats = fstatSync(executable);
  const key = `${stats.dev}/${stats.ino}`;
  const same = known.get(key);
  if (same !== undefined) return same;
  if (!stats.isFile() || stats.size > maxExecutableBytes) return undefined;
  const file = isDetached && stats.size <= maxKeptBytes ? join(spool, `exe-${pid}`) : undefined;
  const sha256 = await hashOf(executable, stats.size, file);
  const part = file && { name: `recovered/${pid}.bin`, file, size: statSync(file).size };
  const made = { sha256, ...(part && { part }) };
  known.set(key, made);
  return made;
}

async function hashOf(descriptor: number, size: number, file: string | undefined): Promise<string> {
  const hash = createHash('sha256');
  if (size === 0) return hash.digest('hex');
  const path = `/proc/self/fd/${descriptor}`;
  const source = createReadStream(path, { end: size - 1, highWaterMark: 2 ** 20 });
  if (file === undefined) {
    for await (const bytes of source) if (bytes instanceof Buffer) hash.update(bytes);
    return hash.digest('hex');
  }
  const through = new Transform({
    transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      hash.update(bytes);
      done(null, bytes);
    },
  });
  await pipeline(source, through, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  return hash.digest('hex');
}

/** Memory and what says where it belongs. */
export function memoryParts(memory: readonly KeptMemory[], spool: string): readonly BundlePart[] {
  return memory.flatMap(({ pid, bytes, ranges }) => [
    jsonPart(`mem/${pid}.ranges.json`, ranges),
    ...(bytes === 0
      ? []
      : [{ name: `mem/${pid}.bin`, file: join(spool, 'mem', `${pid}.bin`), size: bytes }]),
  ]);
}

/** Changed files as an archive, and the list of changes. */
export async function upperParts(
  upper: KeptUpper | undefined,
  spool: string,
): Promise<readonly BundlePart[]> {
  if (upper === undefined) return [];
  const file = join(spool, 'upper.tar');
  return [
    jsonPart('diff.json', await hashedChanges(file, upper.changes)),
    { name: 'upper.tar', file, size: upper.bytes },
  ];
}
