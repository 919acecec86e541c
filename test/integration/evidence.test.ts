import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { SensorControl } from '#contract/runtime.ts';
import { CaissonError, type ErrorCode } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget } from '#model/response.ts';
import {
  defaultSnapshotOptions,
  type EvidenceOrder,
  type Freezer,
} from '#respond/evidence/order.ts';
import { evidenceSigner } from '#respond/evidence/signer.ts';
import { evidenceTaker } from '#respond/evidence/taker.ts';
import { verifyBundle } from '#respond/evidence/verify.ts';
import { FileChain } from '#respond/journal/file-chain.ts';
import { Responder } from '#respond/responder.ts';
import { defaultSettings } from '#respond/settings.ts';
import { hasPrograms, isRoot, run, temporary } from '../daemons.ts';
import { scopeIn } from '../walk.ts';

const directory = temporary('evidence');
const scope = scopeIn(directory);
const daemon = 'native/build/caisson-sensor';
const canRun = isRoot() && hasPrograms('runc', 'ldd', 'mount', 'tar');
const hasDaemon = existsSync(daemon);
const signer = evidenceSigner(Buffer.alloc(32, 7));
const secret = 'hunter2-do-not-print';

/** A container of runc on an overlay, with an application that counts. */
interface Container {
  readonly id: string;
  readonly pid: number;
  readonly root: string;
  readonly upper: string;
}
let container: Container | undefined;
let sensor: (SensorControl & { readonly child: ChildProcess }) | undefined;

beforeAll(async () => {
  if (!canRun) return;
  container = await startContainer();
  if (hasDaemon) sensor = startSensor();
});

afterAll(async () => {
  if (container !== undefined) {
    run('runc', '--root', join(directory, 'runc'), 'delete', '--force', container.id);
    run('umount', container.root);
  }
  if (sensor !== undefined) await endOf(sensor.child);
  rmSync(directory, { recursive: true, force: true });
});

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.race([ended, delay(5000)]);
  child.kill('SIGKILL');
}

async function startContainer(): Promise<Container> {
  const [lower, upper, work, root] = ['lower', 'upper', 'work', 'bundle/rootfs'].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  for (const path of [lower, upper, work, root]) mkdirSync(path, { recursive: true });
  for (const program of ['/bin/sh', '/bin/sleep', '/bin/cat', '/bin/rm', '/bin/cp', '/bin/mkdir'])
    install(program, lower);
  for (const name of ['proc', 'tmp', 'etc', 'data', 'srv']) mkdirSync(join(lower, name));
  writeFileSync(join(lower, 'etc/config'), 'of the image\n');
  writeFileSync(join(lower, 'etc/gone'), 'of the image\n');
  run(
    'mount',
    '-t',
    'overlay',
    'overlay',
    '-o',
    `lowerdir=${lower},upperdir=${upper},workdir=${work}`,
    root,
  );
  const id = `caisson-evidence-${process.pid}`;
  const script =
    'echo changed > /etc/config; rm /etc/gone; cp /bin/sleep /tmp/dropped; i=0; ' +
    'while :; do i=$((i+1)); echo $i > /srv/count; sleep 0.01; done';
  writeSpec(script, id);
  const bundle = join(directory, 'bundle');
  const options = ['--root', join(directory, 'runc')];
  // Its processes inherit the descriptors: nobody must wait for these to be closed.
  const create = ['create', '--bundle', bundle, '--pid-file', join(directory, 'pid'), id];
  execFileSync('runc', [...options, ...create], { stdio: 'ignore', timeout: 20_000 });
  run('runc', ...options, 'start', id);
  await until(() => existsSync(join(upper, 'srv/count')));
  return { id, pid: Number(readFileSync(join(directory, 'pid'), 'utf8')), root, upper };
}

function install(program: string, root: string): void {
  const libraries = run('ldd', program).match(/\/\S+/g) ?? [];
  for (const path of [program, ...libraries]) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    copyFileSync(path, join(root, path));
    chmodSync(join(root, path), 0o755);
  }
}

function writeSpec(script: string, id: string): void {
  const namespaces = ['pid', 'mount', 'ipc', 'uts', 'network'].map((type) => ({ type }));
  const spec = {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: ['/bin/sh', '-c', script, '--password', secret],
      env: ['PATH=/bin', `DB_PASSWORD=${secret}`, 'HARMLESS=yes'],
      cwd: '/',
    },
    root: { path: 'rootfs' },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: { namespaces, cgroupsPath: `/${id}` },
  };
  writeFileSync(join(directory, 'bundle/config.json'), JSON.stringify(spec));
}

/** The daemon, spoken to as `native/README.md` says. */
function startSensor(): SensorControl & { readonly child: ChildProcess } {
  const child = spawn(daemon, ['--events-fd', '3', '--control-fd', '4'], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
  });
  const [, , , events, control] = child.stdio;
  if (!isDuplex(events) || !isDuplex(control)) throw new Error('no channels');
  events.resume();
  const waiting = new Map<number, PromiseWithResolvers<JsonObject>>();
  createInterface({ input: control }).on('line', (line) => {
    const answer = JSON.parse(line) as JsonObject;
    const one = waiting.get(Number(answer['id']));
    if (answer['ok'] === true) one?.resolve(answer);
    else
      one?.reject(new CaissonError(answer['code'] as ErrorCode, JSON.stringify(answer['message'])));
  });
  return {
    child,
    abilities: [],
    command(command, members) {
      const id = waiting.size + 1;
      const answer = Promise.withResolvers<JsonObject>();
      waiting.set(id, answer);
      control.write(`${JSON.stringify({ ...members, id, command })}\n`);
      return answer.promise;
    },
  };
}

function isDuplex(stream: unknown): stream is NodeJS.ReadWriteStream {
  return typeof stream === 'object' && stream !== null && 'write' in stream && 'read' in stream;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500 && !isTrue(); attempt += 1) await delay(10);
}

function targetOf({ id, pid }: Container): ActionTarget {
  return {
    container: {
      id,
      shortId: id.slice(0, 12),
      engine: 'unknown',
      name: id,
      rootPid: pid,
      image: { reference: 'caisson-sample:1' },
    },
  };
}

/** The shell empties the file before it writes: what is read just then says nothing. */
function countOf({ upper }: Container): number {
  let text = '';
  for (let tries = 0; text === '' && tries < 1000; tries += 1)
    text = readFileSync(join(upper, 'srv/count'), 'utf8');
  return Number(text);
}

/** Where the daemon is not built: the freezer of the first process, by its cgroup. */
function cgroupFreezer(pid: number): Freezer {
  const path = /^\d+:freezer:(\/.+)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1];
  const state = `/sys/fs/cgroup/freezer${path}/freezer.state`;
  return {
    freeze: () => Promise.resolve(writeFileSync(state, 'FROZEN')),
    thaw: () => Promise.resolve(writeFileSync(state, 'THAWED')),
  };
}

function orderOf(one: Container, id: string, more: Partial<EvidenceOrder> = {}): EvidenceOrder {
  return {
    id,
    target: targetOf(one),
    options: defaultSnapshotOptions,
    requestedBy: 'test',
    reason: 'a test',
    incident: 'I1',
    ...more,
  };
}

function takerIn(path: string) {
  return evidenceTaker({ directory: path, signer, version: '0', host: 'test' }, scope);
}

/** Entries of a bundle by name. */
function unpacked(path: string): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const bytes = zstdDecompressSync(readFileSync(path));
  for (let at = 0; bytes[at] !== 0; ) {
    const name = bytes.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
    files.set(name, bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function jsonIn(files: ReadonlyMap<string, Buffer>, name: string): unknown {
  return JSON.parse(files.get(name)?.toString('utf8') ?? 'null');
}

test.skipIf(!canRun)('a running container becomes a signed bundle, and goes on', async () => {
  const one = container as Container;
  const freezer = cgroupFreezer(one.pid);

  const facts = await takerIn(join(directory, 'first')).take(orderOf(one, 'A1', { freezer }));
  const after = countOf(one);
  await until(() => countOf(one) > after);

  const verdict = await verifyBundle(facts.path, signer.publicKey, scope);
  const files = unpacked(facts.path);
  expect(facts.gaps).toEqual([]);
  expect(verdict).toMatchObject({ isGood: true, problems: [], signature: 'valid' });
  expect(countOf(one)).toBeGreaterThan(after);
  expect(facts.frozenMs).toBeGreaterThan(0);
  expect(facts.frozenMs).toBeLessThan(1000);
  expect(statSync(facts.path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(directory, 'first')).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(jsonIn(files, 'diff.json')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: '/etc/config', change: 'changed', kind: 'file' }),
      expect.objectContaining({ path: '/etc/gone', change: 'removed', kind: 'whiteout' }),
      expect.objectContaining({
        path: '/tmp/dropped',
        change: 'added',
      }),
    ]),
  );
  const [shell] = jsonIn(files, 'processes.json') as readonly JsonObject[];
  expect(shell).toMatchObject({ pid: one.pid, cwd: '/', noNewPrivileges: false });
  expect(shell?.['environment']).toContain('HARMLESS=yes');
  expect(files.get(`mem/${one.pid}.bin`)?.includes(secret)).toBe(true);
  const leaks = [...files].filter(([, content]) => content.includes(secret)).map(([name]) => name);
  expect(leaks.filter((name) => !name.startsWith('mem/'))).toEqual([]);
});

test.skipIf(!canRun)('the next bundle names the one before it', async () => {
  const one = container as Container;
  const taker = takerIn(join(directory, 'chain'));
  const options = { ...defaultSnapshotOptions, memory: false };

  const first = await taker.take(orderOf(one, 'A1', { options }));
  const second = await taker.take(orderOf(one, 'A2', { options }));

  const verdict = await verifyBundle(second.path, signer.publicKey, scope);
  expect(verdict.previous).toBe(first.manifestSha256);
  expect(second.gaps).toEqual(['the container went on while it was read']);
});

test.skipIf(!canRun)('whoever changes a bundle is found out', async () => {
  const one = container as Container;
  const options = { ...defaultSnapshotOptions, memory: false };
  const { path } = await takerIn(join(directory, 'tampered')).take(orderOf(one, 'A1', { options }));
  const plain = zstdDecompressSync(readFileSync(path));

  const at = plain.indexOf('/tmp/dropped');
  const altered = changed(plain, at, 'x');
  const cut = plain.subarray(0, plain.length - 1024);
  const other = evidenceSigner(Buffer.alloc(32, 8));
  const cases = { altered, cut, torn: plain.subarray(0, 2000) };
  const verdicts = [];
  for (const [name, bytes] of Object.entries(cases)) {
    const file = join(directory, `${name}.tar.zst`);
    writeFileSync(file, zstdCompressSync(bytes));
    verdicts.push((await verifyBundle(file, signer.publicKey, scope)).problems[0]);
  }
  const raw = join(directory, 'raw.tar.zst');
  writeFileSync(raw, changed(readFileSync(path), 5000, 'x'));

  expect(verdicts[0]).toMatch(/^"(?:diff|processes)\.json" is not what was found$/);
  expect(verdicts[1]).toContain('ends early');
  expect(verdicts[2]).toContain('ends early');
  expect((await verifyBundle(raw, signer.publicKey, scope)).isGood).toBe(false);
  expect(await verifyBundle(path, other.publicKey, scope)).toMatchObject({
    isGood: false,
    signature: 'invalid',
  });
  expect(await verifyBundle(path, undefined, scope)).toMatchObject({ signature: 'unchecked' });
});

function changed(bytes: Buffer, at: number, text: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(text, at, 'latin1');
  return copy;
}

test.skipIf(!canRun || !hasDaemon)(
  'the daemon freezes for a snapshot, and a freeze before it stays',
  async () => {
    const one = container as Container;
    const journal = new FileChain(join(directory, 'journal.jsonl'), scope.clock);
    onTestFinished(() => journal[Symbol.dispose]());
    const control = sensor as SensorControl;
    const ports = { sensor: control, evidence: takerIn(join(directory, 'daemon')) };
    const limits = { ...defaultSettings.limits, keepReady: 0 };
    const responder = new Responder(
      { journal, ports, settings: { ...defaultSettings, limits } },
      scope,
    );
    const request = { target: targetOf(one), options: {}, reason: 'test', requestedBy: 'test' };
    const grant = { by: 'policy', name: 'test', time: 0 } as const;

    const snapshot = await responder.run(await responder.plan({ ...request, kind: 'snapshot' }));
    const going = countOf(one);
    await until(() => countOf(one) > going);
    const goesOn = countOf(one) > going;
    const begun = performance.now();
    const freeze = await responder.run(await responder.plan({ ...request, kind: 'freeze' }), grant);
    const took = performance.now() - begun;
    await responder.run(await responder.plan({ ...request, kind: 'snapshot' }));
    const still = countOf(one);
    await delay(100);
    const stays = countOf(one) === still;
    await responder.undo(freeze.plan.id, 'test');
    await until(() => countOf(one) > still);

    expect(snapshot).toMatchObject({ state: 'done' });
    expect(freeze.state).toBe('active');
    expect([goesOn, stays, countOf(one) > still]).toEqual([true, true, true]);
    expect(took).toBeLessThan(500);
    expect(await control.command('policies', {})).toMatchObject({ policies: [] });
  },
);

test.skipIf(!canRun)('a full disk leaves the metadata, and says what is missing', async () => {
  const one = container as Container;
  const small = join(directory, 'small');
  mkdirSync(small);
  run('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small);
  // The list of bundles stays open as long as the taker lives.
  onTestFinished(() => void run('umount', '--lazy', small));
  const taker = takerIn(small);

  const little = await taker.take(orderOf(one, 'A1'));
  const { bavail, bsize } = statfsSync(small);
  writeFileSync(join(small, 'filler'), Buffer.alloc(bavail * bsize - 700_000));
  const least = await taker.take(orderOf(one, 'A2'));
  fill(small);

  expect(little.gaps.join('\n')).toContain('memory: little room');
  expect(least.memoryBytes).toBe(0);
  for (const { path } of [little, least])
    expect((await verifyBundle(path, signer.publicKey, scope)).isGood).toBe(true);
  await expect(taker.take(orderOf(one, 'A3'))).rejects.toMatchObject({ code: 'host.io' });
  expect(readdirSync(small).filter((name) => name.startsWith('.spool'))).toEqual([]);
});

function fill(path: string): void {
  for (let size = 2 ** 20; size >= 4096; size /= 2)
    for (let count = 0; count < 20; count += 1)
      try {
        writeFileSync(join(path, `fill-${size}-${count}`), Buffer.alloc(size));
      } catch {
        break;
      }
}

test.skipIf(!canRun)('a hostile upper layer is bounded and never followed', async () => {
  const one = container as Container;
  const hostile = join(one.upper, 'data');
  mkdirSync(hostile, { recursive: true });
  onTestFinished(() => rmSync(hostile, { recursive: true, force: true }));
  run('mkfifo', join(hostile, 'pipe'));
  run('mknod', join(hostile, 'disk'), 'b', '7', '0');
  run('mknod', join(hostile, 'random'), 'c', '1', '9');
  symlinkSync('/etc/shadow', join(hostile, 'link'));
  symlinkSync('../../../../../../../../etc', join(hostile, 'up'));
  symlinkSync('loop', join(hostile, 'loop'));
  const outside = join(directory, 'outside');
  writeFileSync(outside, 'not of the container');
  linkSync(outside, join(hostile, 'hard'));
  linkSync(outside, join(hostile, 'again'));
  writeFileSync(join(hostile, 'sparse'), 'head');
  truncateSync(join(hostile, 'sparse'), 2 ** 40);
  writeFileSync(Buffer.from(`${hostile}/na\u0000me`.replace('\u0000', '\u00ff'), 'latin1'), 'x');
  let deep = hostile;
  for (let level = 0; level < 100; level += 1) deep = join(deep, 'd');
  mkdirSync(deep, { recursive: true });
  for (let folder = 0; folder < 100; folder += 1) {
    mkdirSync(join(hostile, `many-${folder}`));
    for (let file = 0; file < 1000; file += 1)
      writeFileSync(join(hostile, `many-${folder}`, `${file}`), '');
  }

  const options = { ...defaultSnapshotOptions, memory: false, maxFrozenMs: 30_000 };
  const begun = performance.now();
  const facts = await takerIn(join(directory, 'hostile')).take(orderOf(one, 'A1', { options }));
  const took = performance.now() - begun;

  const verdict = await verifyBundle(facts.path, signer.publicKey, scope);
  const files = unpacked(facts.path);
  const diff = jsonIn(files, 'diff.json') as readonly JsonObject[];
  const byPath = new Map(diff.map((change) => [change['path'], change]));
  expect(verdict.problems).toEqual([]);
  expect(facts.upperEntries).toBeGreaterThan(100_000);
  expect(took).toBeLessThan(30_000);
  expect(byPath.get('/data/pipe')).toMatchObject({ kind: 'fifo' });
  expect(byPath.get('/data/disk')).toMatchObject({ kind: 'block' });
  expect(byPath.get('/data/link')).toMatchObject({ kind: 'symlink', link: '/etc/shadow' });
  expect(
    [byPath.get('/data/hard'), byPath.get('/data/again')].some(
      (one) => one?.['hardLinkTo'] !== undefined,
    ),
  ).toBe(true);
  expect(byPath.get('/data/sparse')).toMatchObject({ size: 2 ** 40, kept: 64 * 2 ** 20 });
  expect(facts.gaps.join('\n')).toContain('it is mostly holes');
  const archive = join(directory, 'upper.tar');
  writeFileSync(archive, files.get('upper.tar') ?? '');
  expect(run('tar', '--list', '-f', archive).split('\n').length).toBeGreaterThan(100_000);
});

test.skipIf(!canRun)('135 MB of memory are read in less than 300 ms', async () => {
  const one = container as Container;
  const big = spawn(process.execPath, [
    '-e',
    `const b = require('crypto').randomBytes(2 ** 20); globalThis.kept = Array.from({ length: 110 }, () => Buffer.from(b)); console.log(1); setInterval(() => {}, 1000);`,
  ]);
  onTestFinished(async () => {
    big.kill('SIGKILL');
    await once(big, 'close');
  });
  await once(big.stdout, 'data');
  const cgroup = /^\d+:freezer:(\/.+)$/m.exec(readFileSync(`/proc/${one.pid}/cgroup`, 'utf8'))?.[1];
  writeFileSync(`/sys/fs/cgroup/freezer${cgroup}/cgroup.procs`, String(big.pid));
  const taker = takerIn(join(directory, 'fast'));
  const target = { pid: big.pid ?? 0 };
  const freezer = cgroupFreezer(one.pid);

  const times: number[] = [];
  let bytes = 0;
  for (const id of ['A1', 'A2', 'A3']) {
    const facts = await taker.take({ ...orderOf(one, id), target, freezer });
    times.push(facts.frozenMs);
    bytes = facts.memoryBytes;
  }

  expect(bytes).toBeGreaterThan(135e6);
  expect(Math.min(...times)).toBeLessThan(300);
});
