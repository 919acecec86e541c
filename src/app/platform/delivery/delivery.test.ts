import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import type { Call, Platform } from '#contract/platform.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { changeMigration } from '#estate/change/migration.ts';
import { coreMigration } from '#estate/core-migration.ts';
import { outboxMigration } from '#estate/outbox/migration.ts';
import { runtimeMigration } from '#estate/runtime/migration.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { routes } from '#wire/routes.ts';
import { changeOperations } from '../operations/change.ts';
import { destinationOperations } from '../operations/destination.ts';
import { startDelivery } from './delivery.ts';

function quiet(): void {}
const vault = {
  seal: (text: string) => Buffer.from(text).toString('base64'),
  open: (text: string) => Buffer.from(text, 'base64').toString(),
};
const call: Call = {
  caller: { kind: 'local', id: 'me', name: 'me', reachOf: () => 'all' },
  reach: 'all',
  signal: new AbortController().signal,
};

async function openPlatform() {
  const database = await openSqlite(':memory:');
  await migrate(database, [coreMigration, runtimeMigration, changeMigration, outboxMigration]);
  const scope: Scope = {
    signal: new AbortController().signal,
    clock: () => new Date(),
    limits: defaultLimits,
    temporaryDirectory: '/tmp',
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    progress: { begin: () => ({ advance: quiet, [Symbol.dispose]: quiet }) },
  };
  const platform: Platform = {
    database,
    scope,
    changes: createChangeLog(database, scope.clock),
    audit: { append: async () => undefined },
    jobs: {
      add: async () => '',
      wake: quiet,
      work: () => ({ [Symbol.asyncDispose]: async () => undefined }),
    },
  };
  const parts = { platform, vault, origin: { version: '1.0.0', installation: 'here' } };
  return { parts, platform, operations: destinationOperations(parts) };
}

async function openReceiver(answers: readonly number[]) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.statusCode = answers[got.length] ?? 200;
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.end();
      for (const heard of waiting.splice(0)) heard();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  async function until(count: number): Promise<void> {
    while (got.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  }
  return {
    got,
    until,
    url: `http://127.0.0.1:${port}/hook`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test('a change reaches a webhook, signed, and again under the same id after a 503', async () => {
  const { parts, platform, operations } = await openPlatform();
  await using receiver = await openReceiver([503, 200]);
  const added = await operations.addDestination(call, {
    params: undefined,
    query: undefined,
    body: routes.addDestination.body.parse({
      name: 'hook',
      kind: 'webhook',
      address: receiver.url,
      format: 'json',
      kinds: ['detection'],
      allowPrivate: true,
      secrets: { secret: 'very-secret' },
    }),
  });
  expect(JSON.stringify(added)).not.toContain('very-secret');
  await platform.database.transaction((tx) =>
    platform.changes.append(tx, [
      { kind: 'detection', subject: 'x', text: 'shell', severity: 'high' },
    ]),
  );

  {
    await using _ = startDelivery(parts);
    platform.changes.committed();
    await receiver.until(2);
  }

  const [first, second] = receiver.got;
  const {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': signature,
  } = second?.headers ?? {};
  expect(id).toBe(first?.headers['webhook-id']);
  const expected = createHmac('sha256', 'very-secret')
    .update(`${String(id)}.${String(time)}.${second?.body}`)
    .digest('base64');
  expect(signature).toBe(`v1,${expected}`);
  await platform.database[Symbol.asyncDispose]();
});

test('a private address is refused unless it was allowed, and says so in a test', async () => {
  const { platform, operations } = await openPlatform();
  const wish = { name: 'hook', kind: 'webhook', address: 'http://0x7f.1/' };
  function add(more: object) {
    return operations.addDestination(call, {
      params: undefined,
      query: undefined,
      body: routes.addDestination.body.parse({ ...wish, ...more }),
    });
  }
  await expect(add({})).rejects.toMatchObject({
    code: 'access.forbidden',
    hint: 'it is in a private network: allow private addresses for this destination',
  });
  const { id } = await add({ enabled: false });

  const answer = await operations.testDestination(call, {
    params: { id },
    query: undefined,
    body: undefined,
  });

  expect(answer).toMatchObject({
    ok: false,
    text: '"127.0.0.1" leads to an address that is not allowed',
  });
  await platform.database[Symbol.asyncDispose]();
});

test('what a change does not name stays as it is; a new address forgets the secrets', async () => {
  const { platform, operations } = await openPlatform();
  const { id } = await operations.addDestination(call, {
    params: undefined,
    query: undefined,
    body: routes.addDestination.body.parse({
      name: 'a',
      kind: 'splunk',
      address: 'https://a.test',
      format: 'ecs',
      settings: { index: 'main' },
      secrets: { token: 'abc' },
      enabled: false,
    }),
  });
  async function change(body: unknown) {
    const parsed = routes.changeDestination.body.parse(body);
    return operations.changeDestination(call, { params: { id }, query: undefined, body: parsed });
  }

  expect(await change({ name: 'b' })).toMatchObject({
    name: 'b',
    format: 'ecs',
    settings: { index: 'main' },
    secretsSet: ['token'],
    enabled: false,
  });
  expect(await change({ address: 'https://b.test' })).toMatchObject({ secretsSet: [] });
  await expect(change({ version: 1 })).rejects.toMatchObject({ code: 'state.conflict' });
  await expect(change({ kinds: ['nothing'] })).rejects.toMatchObject({
    code: 'usage.invalid-argument',
  });
  await platform.database[Symbol.asyncDispose]();
});

test('a live view goes on behind the last event, and hears what is committed next', async () => {
  const { platform } = await openPlatform();
  const { changes, database } = platform;
  const { live } = changeOperations(platform);
  async function add(text: string): Promise<void> {
    await database.transaction((tx) =>
      changes.append(tx, [
        { kind: 'asset.seen', subject: '1', text: 'unwanted' },
        { kind: 'finding.opened', subject: '1', text },
      ]),
    );
    changes.committed();
  }
  await add('one');
  await add('two');
  const ended = new AbortController();
  const stream = await live(
    { ...call, lastEventId: '2', signal: ended.signal },
    { params: undefined, query: { kind: 'finding.*' }, body: undefined },
  );
  const events = stream[Symbol.asyncIterator]();

  expect((await events.next()).value).toMatchObject({ id: '4', event: 'finding.opened' });
  const next = events.next();
  await add('three');
  expect((await next).value).toMatchObject({ id: '6', data: { text: 'three' } });
  ended.abort();
  expect((await events.next()).done).toBe(true);
  await database[Symbol.asyncDispose]();
});
