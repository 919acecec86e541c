import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { type Desk, newDesk } from '../command-line.ts';
import { type Daemon, hasPrograms, isRoot, run, startDocker } from '../daemons.ts';
import { writeFeeds } from '../sample-database.ts';
import { programFiles, sampleImage, writeDockerArchive } from '../sample-image.ts';
import { noSensor } from './testing/sensor.ts';

const isMissing =
  !isRoot() || !hasPrograms('dockerd', 'docker', 'ldd', 'runc') || noSensor() !== undefined;
const name = 'caisson-join:1';

/** A shell that Debian's `openssl` of this image owns, and one that no package owns. */
function image() {
  const [shell, ...libraries] = programFiles('/bin/dash', run('ldd', '/bin/dash'));
  const sleep = programFiles('/bin/sleep', run('ldd', '/bin/sleep'));
  const others = new Map([...libraries, ...sleep].map((file) => [file.path, file]));
  return sampleImage([
    [
      { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
      {
        path: 'var/lib/dpkg/status',
        content:
          'Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.2-1\n\n',
      },
      { path: 'var/lib/dpkg/info/openssl.list', content: '/.\n/usr\n/usr/bin\n/usr/bin/openssl\n' },
      ...others.values(),
    ],
    [
      { path: 'tmp/', mode: '1777' },
      { path: 'usr/bin/openssl', content: shell?.content ?? '', mode: '755' },
      { path: 'usr/bin/own', content: shell?.content ?? '', mode: '755' },
    ],
  ]);
}

const rules = `
- rule: Test program runs
  desc: a program of the test
  condition: evt.type = execve and evt.dir = < and container.id != host and (proc.exepath in (/usr/bin/openssl, /usr/bin/own) or proc.exepath startswith /tmp)
  output: ran %proc.exepath origin=%proc.file.origin package=%proc.file.package
  priority: CRITICAL
`;

test.skipIf(isMissing)(
  'an incident names the vulnerable package that the process runs from, as the scan before found it',
  { timeout: 120_000 },
  async () => {
    const docker = await startDocker({ storage: 'overlay2' });
    onTestFinished(() => docker[Symbol.asyncDispose]());
    const desk = newDesk();
    const { id, diffIds } = await scanned(desk, docker);
    writeFileSync(join(desk.work, 'rules.yaml'), rules);
    const host = ['-H', `unix://${docker.address}`];
    const container = run('docker', ...host, 'run', '-d', '--net=none', name).trim();
    const watching = await watch(desk, docker);

    run('docker', ...host, 'exec', container, '/usr/bin/openssl', '-c', ':');
    run('docker', ...host, 'exec', container, '/usr/bin/own', '-c', ':');
    run('docker', ...host, 'cp', '-L', '/bin/sleep', `${container}:/tmp/sleep`);
    run('docker', ...host, 'exec', container, '/tmp/sleep', '0');
    await expect.poll(() => watching.origins.size, { timeout: 15_000 }).toBe(3);
    await watching.stop();

    const purl = 'pkg:deb/debian/openssl@3.0.2-1?arch=amd64&distro=debian-12';
    expect(Object.fromEntries(watching.origins)).toEqual({
      '/usr/bin/openssl': { kind: 'image', layer: diffIds[1], purl },
      '/usr/bin/own': { kind: 'image', layer: diffIds[1] },
      '/tmp/sleep': { kind: 'added' },
    });
    const list = await desk.caisson(['incident', 'list', '--all', '--format', 'json']);
    const { incidents } = JSON.parse(list.out) as { incidents: readonly { id: string }[] };
    const shown = await desk.caisson(['incident', 'show', incidents[0]?.id ?? '']);
    expect(shown.out.replaceAll(/\s+/g, ' ')).toContain('CVE-2026-0003');
    expect(shown.out.replaceAll(/\s+/g, ' ')).toContain(
      'the process runs from openssl 3.0.2-1, and it is exploited in the wild',
    );
    expect(id).toMatch(/^sha256:/);
  },
);

async function scanned(desk: Desk, docker: Daemon) {
  const feeds = join(desk.root, 'feeds');
  writeFeeds(feeds);
  const entry = { cveID: 'CVE-2026-0003', vendorProject: 'o', product: 'openssl' };
  const more = {
    vulnerabilityName: 'openssl',
    dateAdded: '2026-11-01',
    dueDate: '2026-11-21',
    shortDescription: 'x',
    requiredAction: 'upgrade',
    knownRansomwareCampaignUse: 'Unknown',
  };
  writeFileSync(
    join(feeds, 'known_exploited_vulnerabilities.json'),
    JSON.stringify({
      catalogVersion: '2026.11.20',
      dateReleased: '2026-11-20T00:00:00.000Z',
      count: 1,
      vulnerabilities: [{ ...entry, ...more }],
    }),
  );
  const sample = image();
  const archive = join(desk.root, 'image.tar');
  writeDockerArchive(sample, archive, name);
  run('docker', '-H', `unix://${docker.address}`, 'load', '-q', '-i', archive);
  await desk.caisson(['db', 'build', '--from', '../feeds', '--out', '../db']);
  const environment = { DOCKER_HOST: `unix://${docker.address}` };
  const { code, err } = await desk.caisson(['scan', `docker:${name}`, '--db', '../db'], {
    environment,
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return sample;
}

interface Told {
  readonly kind: string;
  readonly detection?: {
    readonly process?: { readonly exePath: string; readonly file?: { readonly origin?: unknown } };
  };
}

/** The watch of the desk's user. */
async function watch(desk: Desk, docker: Daemon) {
  const program = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
  const words = ['--rules', 'rules.yaml', '--no-host', '--format', 'json'];
  const child = spawn(process.execPath, [program, 'watch', ...words], {
    cwd: desk.work,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: join(desk.root, 'home'),
      DOCKER_HOST: `unix://${docker.address}`,
    },
  });
  const origins = new Map<string, unknown>();
  const ready = Promise.withResolvers<void>();
  child.on('exit', () => ready.reject(new Error('the watch ended')));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { kind, detection } = JSON.parse(line) as Told;
    if (kind === 'ready') ready.resolve();
    const { exePath, file } = detection?.process ?? {};
    if (exePath !== undefined) origins.set(exePath, file?.origin);
  });
  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  onTestFinished(stop);
  await ready.promise;
  return { origins, stop };
}
