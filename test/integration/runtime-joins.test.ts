import { spawn } from 'node:child_process';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Desk, newDesk } from '../command-line.ts';
import { type Daemon, hasPrograms, isRoot, run, startDocker } from '../daemons.ts';
import { writeFeeds } from '../sample-database.ts';
import { programFiles, sampleImage, writeDockerArchive } from '../sample-image.ts';
import { noSensor } from './testing/sensor.ts';

const isMissing =
  !isRoot() || !hasPrograms('dockerd', 'docker', 'ldd', 'runc') || noSensor() !== undefined;
const name = 'caisson-join:1';
const patience = { timeout: 15_000 };

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

let desk: Desk | undefined;
let docker: Daemon | undefined;
let diffIds: readonly string[] = [];

beforeAll(async () => {
  if (isMissing) return;
  desk = newDesk();
  docker = await startDocker({ storage: 'overlay2' });
  ({ diffIds } = await scanned(desk, docker));
  writeFileSync(join(desk.work, 'rules.yaml'), rules);
}, 120_000);

afterAll(async () => {
  await docker?.[Symbol.asyncDispose]();
  if (desk !== undefined) rmSync(desk.root, { recursive: true, force: true });
});

function prepared() {
  if (desk === undefined || docker === undefined) throw new Error('nothing was prepared');
  return { desk, docker, diffIds };
}

const rules = `
- rule: Test execution into a pod
  desc: somebody runs a command in a pod
  condition: ka.verb = create and ka.target.resource = pods and ka.target.subresource = exec
  output: user %ka.user.name runs a command in %ka.target.namespace/%ka.target.name
  priority: WARNING
  source: k8s_audit
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
    const { desk, docker, diffIds } = prepared();
    const host = ['-H', `unix://${docker.address}`];
    const container = run('docker', ...host, 'run', '-d', '--net=none', name).trim();
    run('docker', ...host, 'cp', '-L', '/bin/sleep', `${container}:/tmp/sleep`);
    const watching = await watch(desk, docker, 'first', ['--container', container]);

    // What ends at once may be gone before anybody can look at it on a busy machine.
    for (const path of ['/usr/bin/openssl', '/usr/bin/own', '/tmp/sleep']) {
      const words = path === '/tmp/sleep' ? ['0.2'] : ['-c', 'sleep 0.2'];
      await expect
        .poll(
          () => {
            run('docker', ...host, 'exec', container, path, ...words);
            return watching.origins.get(path);
          },
          { timeout: 20_000, interval: 300 },
        )
        .toBeDefined();
    }
    await watching.stop();

    const purl = 'pkg:deb/debian/openssl@3.0.2-1?arch=amd64&distro=debian-12';
    expect(Object.fromEntries(watching.origins)).toEqual({
      '/usr/bin/openssl': { kind: 'image', layer: diffIds[1], purl },
      '/usr/bin/own': { kind: 'image', layer: diffIds[1] },
      '/tmp/sleep': { kind: 'added' },
    });
    const list = await desk.caisson([
      'incident',
      'list',
      '--all',
      '--format',
      'json',
      '--state',
      '../first',
    ]);
    const { incidents } = JSON.parse(list.out) as { incidents: readonly { id: string }[] };
    const shown = await desk.caisson([
      'incident',
      'show',
      incidents[0]?.id ?? '',
      '--state',
      '../first',
    ]);
    expect(shown.out.replaceAll(/\s+/g, ' ')).toContain('CVE-2026-0003');
    expect(shown.out.replaceAll(/\s+/g, ' ')).toContain(
      'the process runs from openssl 3.0.2-1, and it is exploited in the wild',
    );
  },
);

test.skipIf(isMissing)(
  'an execution into a pod by the API server and what it starts are one incident',
  { timeout: 120_000 },
  async () => {
    const { desk, docker } = prepared();
    const host = ['-H', `unix://${docker.address}`];
    const labels = [
      'io.kubernetes.pod.name=web-1',
      'io.kubernetes.pod.namespace=shop',
      'io.kubernetes.container.name=web',
    ];
    const label = labels.flatMap((one) => ['--label', one]);
    const container = run('docker', ...host, 'run', '-d', '--net=none', ...label, name).trim();
    const audit = join(desk.work, 'audit.log');
    writeFileSync(audit, auditLine('bob', 'of-before'));
    const watching = await watch(desk, docker, 'second', [
      '--container',
      container,
      '--audit',
      'audit.log',
    ]);

    appendFileSync(audit, auditLine('alice', 'web-1'));
    await expect.poll(() => watching.rules.has('Test execution into a pod'), patience).toBe(true);
    renameSync(audit, `${audit}.1`);
    run('docker', ...host, 'exec', container, '/usr/bin/openssl', '-c', ':');
    await expect.poll(() => watching.rules.has('Test program runs'), patience).toBe(true);
    writeFileSync(audit, auditLine('alice', 'web-1'));
    await expect.poll(() => watching.rules.get('Test execution into a pod'), patience).toBe(2);
    await watching.stop();

    const words = ['incident', 'list', '--all', '--format', 'json', '--state', '../second'];
    const list = await desk.caisson(words);
    const { incidents } = JSON.parse(list.out) as { incidents: readonly Incident[] };
    expect(incidents).toHaveLength(1);
    const rulesOf = incidents[0]?.detections.map(({ rule }) => rule) ?? [];
    expect(rulesOf).toEqual(
      expect.arrayContaining(['Test execution into a pod', 'Test program runs']),
    );
    expect(incidents[0]?.container?.pod).toMatchObject({ name: 'web-1', namespace: 'shop' });
    expect(list.out).not.toContain('of-before');
  },
);

interface Incident {
  readonly id: string;
  readonly detections: readonly { readonly rule: string }[];
  readonly container?: { readonly pod?: object };
}

function auditLine(username: string, pod: string): string {
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `id-${username}`,
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/shop/pods/${pod}/exec?command=sh`,
    verb: 'create',
    user: { username, groups: ['devs'] },
    objectRef: { resource: 'pods', namespace: 'shop', name: pod, subresource: 'exec' },
    responseStatus: { code: 101 },
    stageTimestamp: new Date().toISOString(),
  };
  return `${JSON.stringify(event)}\n`;
}

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
    readonly rule: string;
    readonly process?: { readonly exePath: string; readonly file?: { readonly origin?: unknown } };
  };
}

/** The watch of the desk's user. */
async function watch(desk: Desk, docker: Daemon, state: string, more: readonly string[] = []) {
  const program = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
  const words = ['--rules', 'rules.yaml', '--no-host', '--format', 'json', '--repeats', ...more];
  const child = spawn(process.execPath, [program, 'watch', '--state', `../${state}`, ...words], {
    cwd: desk.work,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: join(desk.root, 'home'),
      DOCKER_HOST: `unix://${docker.address}`,
    },
  });
  const origins = new Map<string, unknown>();
  const rules = new Map<string, number>();
  const ready = Promise.withResolvers<void>();
  child.on('exit', () => ready.reject(new Error('the watch ended')));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { kind, detection } = JSON.parse(line) as Told;
    if (kind === 'ready') ready.resolve();
    const { exePath, file } = detection?.process ?? {};
    if (detection !== undefined) rules.set(detection.rule, (rules.get(detection.rule) ?? 0) + 1);
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
  return { origins, rules, stop };
}
