import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeliveryRecord, Sender } from '#contract/delivery.ts';
import { openSender } from '../../src/deliver/open-sender.ts';
import { freePort, hasPrograms, makeCertificate } from '../daemons.ts';

/** RFC 5425 against rsyslog with Debian's driver for TLS. */
const driver = '/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so';
const isReady = existsSync('/usr/sbin/rsyslogd') && existsSync(driver) && hasPrograms('openssl');
const signal = new AbortController().signal;
/** Numbers of the record that asks whether the server is there, and of the one that it must not get. */
const [first, refused] = [5000, 9999];
let directory = '';
let port = 0;
let child: ChildProcess | undefined;
let authority = '';

beforeAll(async () => {
  if (!isReady) return;
  directory = mkdtempSync(join(tmpdir(), 'caisson-syslog-tls-'));
  const { certificate, key } = makeCertificate(directory);
  authority = readFileSync(certificate, 'utf8');
  port = await freePort();
  writeFileSync(
    join(directory, 'conf'),
    `global(workDirectory="${directory}" maxMessageSize="64k" defaultNetstreamDriver="gtls"
  defaultNetstreamDriverCAFile="${certificate}" defaultNetstreamDriverCertFile="${certificate}" defaultNetstreamDriverKeyFile="${key}")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="line" type="list") { property(name="structured-data") constant(value="\\n") }
ruleset(name="all") { action(type="omfile" file="${join(directory, 'out')}" template="line") }
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="all")
input(type="imtcp" address="127.0.0.2" port="${port}" ruleset="all")
`,
  );
  child = spawn('/usr/sbin/rsyslogd', [
    '-n',
    '-f',
    join(directory, 'conf'),
    '-i',
    join(directory, 'pid'),
  ]);
});

afterAll(async () => {
  if (child !== undefined) {
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
});

test.skipIf(!isReady)('rsyslog takes every message over TLS, once', async () => {
  await using sender = await open('localhost', { ca: authority });
  await isUp(sender);

  for (let from = 0; from < 2000; from += 500)
    expect(await typeOf(sender, some(from, 500))).toBe('delivered');

  await expect.poll(() => new Set(idsTaken()).size, { timeout: 30_000 }).toBe(2000);
  expect(idsTaken()).toHaveLength(2000);
});

test.skipIf(!isReady)('a server that no known authority vouches for gets nothing', async () => {
  await using trusting = await open('localhost', { ca: authority });
  await isUp(trusting);
  await using strict = await open('localhost', {});
  await using misled = await open('127.0.0.2', { ca: authority });

  const [unknown, other] = [await outcome(strict), await outcome(misled)];

  expect(unknown).toMatchObject({ type: 'retry', transport: true });
  expect(unknown).toMatchObject({ reason: expect.stringContaining('not trusted') as string });
  expect(other).toMatchObject({ type: 'dead', reason: 'the certificate is for another name' });
  expect(idsTaken(refused)).toEqual([]);
});

function open(host: string, settings: Readonly<Record<string, string>>): Promise<Sender> {
  const target = {
    kind: 'syslog',
    format: 'json',
    address: `tls://${host}:${port}`,
    settings,
    secrets: {},
    allowPrivate: true,
  } as const;
  const memory = { get: async () => undefined, set: async () => undefined };
  return openSender({ target, clock: () => new Date() }, memory);
}

async function isUp(sender: Sender): Promise<void> {
  await expect.poll(() => typeOf(sender, [record(first)]), { timeout: 15_000 }).toBe('delivered');
}

async function outcome(sender: Sender) {
  return (await sender.send([record(refused)], signal))[0];
}

async function typeOf(sender: Sender, records: readonly DeliveryRecord[]) {
  const kinds = new Set((await sender.send(records, signal)).map(({ type }) => type));
  return [...kinds].join(' ');
}

/** Ids that the server wrote, from a number on. */
function idsTaken(from = 0): readonly string[] {
  const output = join(directory, 'out');
  if (!existsSync(output)) return [];
  return [...readFileSync(output, 'utf8').matchAll(/ id="([^"]*)"/gu)]
    .map(([, id = '']) => id)
    .filter((id) => id >= idOf(from) && (from > 0 || id < idOf(first)));
}

function some(from: number, count: number): readonly DeliveryRecord[] {
  return Array.from({ length: count }, (_, at) => record(from + at));
}

function idOf(seq: number): string {
  return `01ID${String(seq).padStart(22, '0')}`;
}

function record(seq: number): DeliveryRecord {
  return {
    id: idOf(seq),
    seq,
    time: 1_700_000_000_000 + seq,
    kind: 'detection',
    activity: 'create',
    subject: `subject ${seq}`,
    text: `text ${seq}`,
    severity: 'high',
    place: { cluster: 'c', namespace: 'n' },
    data: {},
    about: { type: 'other' },
    product: { version: '1.0.0', installation: 'here' },
  };
}
