import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort, hasPrograms, isRoot, run, temporary } from '../daemons.ts';

const canBuild = isRoot() && hasPrograms('buildah', 'apt-get', 'dpkg-deb', 'runc');
const name = `caisson-test:${process.pid}`;

describe.skipIf(!canBuild)('the container image', () => {
  const directory = temporary('platform-image');
  const ids: string[] = [];
  beforeAll(() => {
    execFileSync(process.execPath, ['tools/build.ts']);
    ids.push(build(), build());
    run('buildah', 'push', '--quiet', `localhost/${name}`, `oci:${join(directory, 'oci')}:caisson`);
  }, 300_000);
  afterAll(() => {
    run('buildah', 'rmi', '--force', `localhost/${name}`);
    rmSync(directory, { recursive: true, force: true });
  });

  test('is the same bytes from the same sources', () => {
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/u);
    expect(ids[1]).toBe(ids[0]);
  });

  test('is judged by our own scan: nothing urgent but the words of its own rules', () => {
    const file = join(directory, 'scan.json');
    const gate = ['--exceptions', 'deploy/image/exceptions.yaml', '--fail-on', 'P1'];
    const image = `oci-dir:${join(directory, 'oci')}`;

    // Ends with 1, and throws here, where anything urgent is not accepted.
    run(
      process.execPath,
      'dist/caisson.js',
      'scan',
      image,
      ...gate,
      '--allow-partial',
      '-o',
      `json=${file}`,
    );

    const malware = report
      .parse(JSON.parse(readFileSync(file, 'utf8')))
      .findings.filter(({ finding: { kind } }) => kind === 'malware')
      .flatMap(({ finding: { locations } }) => locations.map(({ path }) => path));
    expect(malware.filter((path) => !path.startsWith('/opt/caisson/dist/'))).toEqual([]);
  }, 120_000);

  test('runs without root, on a root file system that cannot be written, and serves the console', async () => {
    const container = run('buildah', 'from', `localhost/${name}`).trim();
    try {
      const root = run('buildah', 'mount', container).trim();
      expect(['bin', 'usr/bin'].flatMap((at) => namesIn(join(root, at))).filter(isShell)).toEqual(
        [],
      );
      const port = await freePort();
      const page = await serve(join(directory, 'bundle'), root, port);
      expect(page).toContain('<script');
    } finally {
      run('buildah', 'rm', container);
    }
  }, 120_000);
});

function build(): string {
  const text = execFileSync('sh', ['deploy/image/build.sh', name], {
    encoding: 'utf8',
    env: { ...process.env, STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text.trim().split('\n').at(-1) ?? '';
}

const report = z.looseObject({
  findings: z.array(
    z.looseObject({
      finding: z.looseObject({
        kind: z.string(),
        locations: z.array(z.looseObject({ path: z.string().default('') })).default([]),
      }),
    }),
  ),
});

function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function isShell(file: string): boolean {
  return /^(?:ba|da|a|z|k)?sh$|^busybox$|^apt|^dpkg$/u.test(file);
}

/** Runs it by runc as its configuration says and answers the first page. */
async function serve(bundle: string, root: string, port: number): Promise<string> {
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(configuration(root, port)));
  const id = `caisson-image-${process.pid}`;
  const child = spawn('runc', ['run', '--bundle', bundle, id], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    for (let turn = 0; turn < 400; turn += 1) {
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      if (answer?.ok === true) return await answer.text();
      await delay(50);
    }
    throw new Error('it does not answer');
  } finally {
    run('runc', 'kill', id, 'TERM');
    await ended;
    expect(child.exitCode).toBe(0);
  }
}

const program = [
  '/opt/caisson/bin/node',
  '--max-semi-space-size=4',
  '/opt/caisson/dist/caisson.js',
];
const settings = ['CAISSON_WATCH=off', 'CAISSON_DISCOVER=no', 'CAISSON_HOST_SCAN=no'];
const places = ['CAISSON_STATE=/var/lib/caisson', 'HOME=/var/lib/caisson'];

function configuration(root: string, port: number): object {
  const own = { type: 'tmpfs', source: 'tmpfs', options: ['mode=0700', 'uid=65532', 'gid=65532'] };
  const kinds = ['pid', 'mount', 'ipc', 'uts'];
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 65532, gid: 65532 },
      args: [...program, 'up'],
      env: [...settings, ...places, `CAISSON_LISTEN=127.0.0.1:${port}`],
      cwd: '/var/lib/caisson',
      noNewPrivileges: true,
      capabilities: { bounding: [], effective: [], permitted: [] },
    },
    root: { path: root, readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/var/lib/caisson', ...own },
      { destination: '/tmp', ...own },
    ],
    linux: { namespaces: kinds.map((type) => ({ type })) },
  };
}
