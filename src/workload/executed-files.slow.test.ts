import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { parseDigest } from '#model/digest.ts';
import type { ExecutedFile, RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { ExecutedFiles, type ImageContents } from './executed-files.ts';

const image = parseDigest(`sha256:${'a'.repeat(64)}`);
const container: WorkloadContainer = {
  id: 'c1',
  shortId: 'c1',
  engine: 'docker',
  image: { reference: 'web', id: image },
  mounts: [{ source: '/srv', destination: '/data', mode: '', readWrite: true, propagation: '' }],
  rootPid: 1,
};

test('a file is hashed through the process that runs it', async () => {
  const files = new ExecutedFiles({ proc: '/proc' }, scope());
  const file = factsOf(process.execPath);

  const looked = await files.look(running({ pid: process.pid, exePath: process.execPath, file }));

  expect(looked).toEqual({ ...file, sha256: hashOf(readFileSync(process.execPath)) });
  expect(files.known(running({ pid: 1, exePath: process.execPath, file }))).toBe(looked);
});

test('a file whose process is gone is found by its path in the container', async () => {
  const { proc, root } = fakeProc();
  writeFileSync(join(root, 'app'), 'program');
  const files = new ExecutedFiles({ proc }, scope());

  const looked = await files.look(
    running({ pid: 77, exePath: '/app', container, file: factsOf(join(root, 'app')) }),
  );

  expect(looked?.sha256).toBe(hashOf('program'));
});

test('a link out of the container is not followed, another file at the path not taken', async () => {
  const { proc, root, directory } = fakeProc();
  writeFileSync(join(directory, 'secret'), 'of the host');
  symlinkSync(join(directory, 'secret'), join(root, 'link'));
  symlinkSync('../../../../../../etc/hostname', join(root, 'up'));
  writeFileSync(join(root, 'app'), 'program');
  const files = new ExecutedFiles({ proc }, scope());
  const secret = factsOf(join(directory, 'secret'));

  for (const exePath of ['/link', '/up', '/app', '/none', '/'])
    expect(
      await files.look(running({ pid: 77, exePath, container, file: { ...secret, modified: 5 } })),
    ).not.toHaveProperty('sha256');
});

test.for([
  ['as scanned', { upperLayer: false }, 'image'],
  ['other content', { upperLayer: true }, 'altered'],
] as const)(
  '%s: the scan of the image says where a file comes from',
  async ([content, facts, kind]) => {
    const { proc, root } = fakeProc();
    writeFileSync(join(root, 'app'), content);
    const contents: ImageContents = {
      fileOf: ({ container: { image: of }, path }) =>
        of?.id === image && path === '/app'
          ? { sha256: hashOf('as scanned'), layer: 'sha256:1', purl: 'pkg:deb/debian/app@1' }
          : undefined,
    };
    const files = new ExecutedFiles({ proc, contents }, scope());
    const file = { ...factsOf(join(root, 'app')), overlay: true, ...facts };

    const looked = await files.look(running({ pid: 77, exePath: '/app', container, file }));

    expect(looked?.origin).toEqual({ kind, layer: 'sha256:1', purl: 'pkg:deb/debian/app@1' });
  },
);

test.for([
  ['/bin/lower', { overlay: true }, 'image'],
  ['/bin/lower', { overlay: true, upperLayer: true }, 'altered'],
  ['/bin/new', { overlay: true, upperLayer: true }, 'added'],
  ['/bin/new', { overlay: false, memory: true }, 'added'],
  ['/tmp/new', { overlay: false, temporary: true }, 'added'],
  ['/data/tool', { overlay: false }, 'mount'],
  ['/data/tool', { overlay: true, upperLayer: false }, 'image'],
  ['/database', { overlay: false }, 'unknown'],
] as const)('without a scan, layers on disk tell of %s %o: %s', async ([exePath, facts, kind]) => {
  const { proc, directory } = fakeProc();
  const lower = join(directory, 'low er');
  mkdirSync(join(lower, 'bin'), { recursive: true });
  writeFileSync(join(lower, 'bin', 'lower'), '');
  const escaped = lower.replace(' ', '\\040');
  writeFileSync(
    join(proc, '1', 'mountinfo'),
    `21 20 0:5 / / rw,relatime - overlay overlay rw,lowerdir=/nowhere:${escaped},upperdir=${directory}/up,workdir=/w\n`,
  );
  const files = new ExecutedFiles({ proc }, scope());
  const file = { ...factsOf(join(lower, 'bin', 'lower')), ...facts };

  const looked = await files.look(running({ pid: 77, exePath, container, file }));

  expect(looked?.origin).toEqual({ kind });
});

test('what is too large or too much is left out and counted', async () => {
  const file = factsOf(process.execPath);
  const small = new ExecutedFiles({ proc: '/proc', maxBytes: 1000 }, scope());
  const busy = new ExecutedFiles({ proc: '/proc', maxWaiting: 0 }, scope());
  const own = running({ pid: process.pid, exePath: process.execPath, file });

  expect(await small.look(own)).toEqual(file);
  expect([await busy.look(own), busy.skipped]).toEqual([undefined, 1]);
});

function fakeProc(): { readonly proc: string; readonly root: string; readonly directory: string } {
  const directory = mkdtempSync(join(tmpdir(), 'executed-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const proc = join(directory, 'proc');
  const root = join(proc, '1', 'root');
  mkdirSync(root, { recursive: true });
  return { proc, root, directory };
}

function factsOf(path: string): ExecutedFile {
  const stats = statSync(path);
  return {
    device: stats.dev,
    inode: stats.ino,
    changed: stats.ctimeMs,
    modified: stats.mtimeMs,
    upperLayer: false,
    overlay: false,
    memory: false,
    temporary: false,
    deleted: false,
    writable: false,
    setUid: false,
  };
}

function running(
  facts: Pick<RuntimeProcess, 'pid' | 'exePath' | 'file' | 'container'>,
): RuntimeProcess {
  return {
    start: 0,
    name: 'app',
    exe: 'app',
    args: [],
    cwd: '/',
    tty: 0,
    session: 0,
    group: 0,
    uid: 0,
    effectiveUid: 0,
    gid: 0,
    effectiveGid: 0,
    loginUid: -1,
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    ...facts,
  };
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function scope(): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(0),
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}
