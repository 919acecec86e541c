import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Kafka, logLevel } from 'kafkajs';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import type { DeliveryRecord, DestinationTarget, Sender } from '#contract/delivery.ts';
import { openSender } from '../../src/deliver/open-sender.ts';
import { createChangeLog } from '../../src/estate/change/change-log.ts';
import { changeMigration } from '../../src/estate/change/migration.ts';
import { coreMigration } from '../../src/estate/core-migration.ts';
import { addDestination, readDestination } from '../../src/estate/outbox/destinations.ts';
import { outboxMigration } from '../../src/estate/outbox/migration.ts';
import { claimDeliveries, settleDeliveries } from '../../src/estate/outbox/queue.ts';
import { routeChanges } from '../../src/estate/outbox/route.ts';
import { migrate } from '../../src/sql/migrate.ts';
import { openPostgres } from '../../src/sql/open-postgres.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';

function clock(): Date {
  return new Date();
}
const scope = { clock, log: { debug() {}, info() {}, warn() {}, error() {} } };
const signal = new AbortController().signal;

function record(seq: number): DeliveryRecord {
  return {
    id: `01ID${String(seq).padStart(22, '0')}`,
    seq,
    time: 1_700_000_000_000 + seq,
    kind: 'detection',
    activity: 'create',
    subject: `subject "${seq}" \\ ]`,
    text: `hostile \n "name" ${seq} <b> ]\\`,
    severity: 'high',
    place: { cluster: 'c"]\\', namespace: 'n' },
    data: {},
    about: { type: 'other' },
    product: { version: '1.0.0', installation: 'here' },
  };
}

function open(
  kind: string,
  address: string,
  settings: Record<string, string> = {},
): Promise<Sender> {
  const target: DestinationTarget = {
    kind,
    format: 'json',
    address,
    settings,
    secrets: {},
    allowPrivate: true,
  };
  const memory = { get: async () => undefined, set: async () => undefined };
  return openSender({ target, clock }, memory);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Leads from a port at `host` to another of this machine. */
async function openDoor(host: string, to: number): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((socket) => {
    const inner = connectTcp(to, '127.0.0.1');
    socket.on('error', () => inner.destroy()).pipe(inner);
    inner.on('error', () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function until(done: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  for (let turn = 0; turn < seconds * 20; turn += 1) {
    if (await done()) return;
    await sleep(50);
  }
  throw new Error('did not happen in time');
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  test('a reader sees each change once and in order while many write, and some take long', async () => {
    await using server = await startPostgres();
    const url = await server.create();
    await using database = await openPostgres(url, scope);
    await using other = await openPostgres(url, scope);
    await migrate(database, [coreMigration, changeMigration, outboxMigration]);
    const log = createChangeLog(database, clock);
    const far = createChangeLog(other, clock);
    const writers = 8;
    const turns = 40;
    let writing = true;
    async function write(writer: number): Promise<void> {
      const [to, at] = writer % 2 === 0 ? ([log, database] as const) : ([far, other] as const);
      for (let turn = 0; turn < turns; turn += 1)
        await at.transaction(async (tx) => {
          await to.append(tx, [{ kind: 'gap', subject: `${writer}`, text: `${turn}` }]);
          if (turn % 7 === writer % 7) await tx.all('SELECT 1 AS n FROM pg_sleep(0.02)');
          await to.append(tx, [{ kind: 'gap', subject: `${writer}`, text: `${turn}+` }]);
        });
    }
    async function follow(reader: typeof log): Promise<readonly string[]> {
      const seen: string[] = [];
      let position = 0;
      for (let last = false; ; ) {
        last = !writing;
        const found = await reader.after(position, 'all', 100);
        for (const { seq, subject, text } of found) {
          position = seq;
          seen.push(`${subject} ${text}`);
        }
        if (last && found.length === 0) return seen;
      }
    }

    const readers = [follow(log), follow(far)];
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    writing = false;
    const [first, second] = await Promise.all(readers);

    expect(first).toHaveLength(writers * turns * 2);
    expect(new Set(first).size).toBe(writers * turns * 2);
    expect(second).toEqual(first);
    for (let writer = 0; writer < writers; writer += 1)
      expect(first?.filter((line) => line.startsWith(`${writer} `))).toEqual(
        Array.from({ length: turns }, (_, turn) => [
          `${writer} ${turn}`,
          `${writer} ${turn}+`,
        ]).flat(),
      );
  });

  test('two processes deliver each change once, each subject in order', async () => {
    await using server = await startPostgres();
    const url = await server.create();
    await using database = await openPostgres(url, scope);
    await using other = await openPostgres(url, scope);
    await migrate(database, [coreMigration, changeMigration, outboxMigration]);
    const log = createChangeLog(database, clock);
    const id = await database.transaction((tx) =>
      addDestination(
        tx,
        {
          name: 'a',
          kind: 'webhook',
          format: 'json',
          address: 'x',
          settings: {},
          sealed: '',
          secretNames: [],
          kinds: [],
          minimum: 'negligible',
          allowPrivate: false,
          enabled: true,
        },
        0,
        Date.now(),
      ),
    );
    const total = 300;
    await database.transaction((tx) =>
      log.append(
        tx,
        Array.from({ length: total }, (_, at) => ({
          kind: 'gap' as const,
          subject: `${at % 20}`,
          text: `${at}`,
        })),
      ),
    );
    const sent: { seq: number; subject: string }[] = [];
    async function work(at: typeof database): Promise<void> {
      const changes = createChangeLog(at, clock);
      for (let idle = 0; idle < 20; ) {
        const now = Date.now();
        await routeChanges(at, changes, await readDestination(at, id), now);
        const claimed = await claimDeliveries(at, id, { most: 7, leaseMs: 60_000, now });
        sent.push(...claimed);
        await settleDeliveries(
          at,
          id,
          claimed.map((delivery) => ({ delivery, outcome: { type: 'delivered' } })),
          now,
        );
        idle = claimed.length === 0 ? idle + 1 : 0;
      }
    }

    await Promise.all([work(database), work(other)]);

    expect(sent).toHaveLength(total);
    expect(new Set(sent.map(({ seq }) => seq)).size).toBe(total);
    for (const some of Map.groupBy(sent, ({ subject }) => subject).values()) {
      const order = some.map(({ seq }) => seq);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });
});

test.skipIf(!existsSync('/usr/sbin/nats-server'))('JetStream keeps one of each id', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-nats-'));
  const port = await freePort();
  const child = spawn('/usr/sbin/nats-server', [
    '-js',
    '-sd',
    directory,
    '-a',
    '127.0.0.1',
    '-p',
    `${port}`,
  ]);
  try {
    await until(() =>
      connect({ servers: `127.0.0.1:${port}`, reconnect: false }).then(
        async (one) => {
          await one.close();
          return true;
        },
        () => false,
      ),
    );
    const connection = await connect({ servers: `127.0.0.1:${port}` });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'records', subjects: ['caisson.v1.>'] });
    await using sender = await open('nats', `nats://127.0.0.1:${port}`);
    const records = Array.from({ length: 100 }, (_, at) => record(at));

    const outcomes = await sender.send(records, signal);
    await sender.send(records, signal);

    expect(outcomes.every(({ type }) => type === 'delivered')).toBe(true);
    expect((await manager.streams.info('records')).state.messages).toBe(100);
    await connection.close();
  } finally {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  }
});

test.skipIf(!existsSync('/usr/sbin/rsyslogd'))(
  'rsyslog takes 20,000 messages, structured data unchanged',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'caisson-rsyslog-'));
    const port = await freePort();
    const output = join(directory, 'out');
    writeFileSync(
      join(directory, 'conf'),
      `global(workDirectory="${directory}" maxMessageSize="64k")
module(load="imtcp")
template(name="line" type="list") { property(name="structured-data") constant(value=" ~~ ") property(name="msg") constant(value="\\n") }
ruleset(name="all") { action(type="omfile" file="${output}" template="line") }
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="all")
`,
    );
    const child = spawn('/usr/sbin/rsyslogd', [
      '-n',
      '-f',
      join(directory, 'conf'),
      '-i',
      join(directory, 'pid'),
    ]);
    try {
      await using sender = await open('syslog', `tcp://127.0.0.1:${port}`);
      await until(async () => (await sender.send([record(0)], signal))[0]?.type === 'delivered');
      for (let at = 1; at < 20_000; at += 500)
        await sender.send(
          Array.from({ length: Math.min(500, 20_000 - at) }, (_, some) => record(at + some)),
          signal,
        );
      await until(
        () => existsSync(output) && readFileSync(output, 'utf8').split('\n').length > 20_000,
        60,
      );

      const lines = readFileSync(output, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      expect(lines).toHaveLength(20_000);
      const seen = new Set(lines.map((line) => / id="([^"]*)"/u.exec(line)?.[1]));
      expect(seen.size).toBe(20_000);
      expect(lines[7]).toContain(
        String.raw`subject="subject \"7\" \\ \]" severity="high" cluster="c\"\]\\" namespace="n"]`,
      );
    } finally {
      await end(child);
      rmSync(directory, { recursive: true, force: true });
    }
  },
);

test('mail arrives with text, HTML and a thread; a refused receiver is a dead letter', async () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('nobody')
          ? Object.assign(new Error('no such user'), { responseCode: 550 })
          : null,
      ),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    const address = `smtp://127.0.0.1:${port}`;
    await using sender = await open('email', address, {
      to: 'a@example.test',
      from: 'c@example.test',
    });
    await using wrong = await open('email', address, { to: 'nobody@example.test' });

    expect(await sender.send([record(1), record(2)], signal)).toEqual([
      { type: 'delivered' },
      { type: 'delivered' },
    ]);
    expect(await wrong.send([record(3)], signal)).toMatchObject([{ type: 'dead' }]);
    expect(mails).toHaveLength(2);
    expect(mails[0]).toMatch(/Message-ID: <01ID0+1@caisson\.invalid>/u);
    expect(mails[0]).toMatch(/References: <[0-9a-f]{32}@caisson\.invalid>/u);
    expect(mails[0]).toContain('text/html');
    expect(mails[0]).not.toContain('<b>\n');
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

test.skipIf(!existsSync('/usr/bin/kcat'))('Kafka has every record, by its subject', async () => {
  const child = spawn('/usr/bin/kcat', [
    '-b',
    'mock',
    '-X',
    'test.mock.num.brokers=1',
    '-d',
    'mock',
    '-C',
    '-t',
    'caisson',
  ]);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    await until(() => /127\.0\.0\.1:\d+/u.test(log));
    const [broker = ''] = /127\.0\.0\.1:\d+/u.exec(log) ?? [];
    await using sender = await open('kafka', broker, { idempotent: 'false' }); // the mock names no controller
    const outcomes = await sender.send(
      Array.from({ length: 200 }, (_, at) => record(at)),
      signal,
    );
    expect(outcomes.find(({ type }) => type !== 'delivered')).toBeUndefined();

    // Another address of the same cluster: the brokers that it names stand in no setting.
    await using door = await openDoor('127.0.0.2', Number(broker.split(':')[1]));
    await using other = await open('kafka', `127.0.0.2:${door.port}`, { idempotent: 'false' });
    expect(await other.send([record(200)], signal)).toMatchObject([{ type: 'delivered' }]);

    const client = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
    const admin = client.admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets('caisson');
    await admin.disconnect();
    expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(201);
  } finally {
    await end(child);
  }
});
