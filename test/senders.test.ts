import { createHmac } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DeliveryRecord, DestinationTarget, Outcome, Sender } from '#contract/delivery.ts';
import { openSender } from '#deliver/open-sender.ts';
import { sampleFinding, sampleIncident, sampleRecord } from '#deliver/testing/records.ts';
import { isRecord } from '#kit/json.ts';
import { openElastic } from './support/fakes/elastic.ts';
import { type Heard, openReceiver, type Reply, tryJson } from './support/fakes/receiver.ts';
import { openSplunk } from './support/fakes/splunk.ts';

const signal = new AbortController().signal;

function clock(): Date {
  return new Date(1_700_000_000_000);
}

function open(given: Partial<DestinationTarget>, exportDirectory?: string): Promise<Sender> {
  const target: DestinationTarget = {
    kind: 'webhook',
    format: 'json',
    address: '',
    settings: {},
    secrets: {},
    allowPrivate: true,
    ...given,
  };
  const known = new Map<string, string>();
  const memory = {
    get: async (subject: string) => known.get(subject),
    set: async (subject: string, value: string) => void known.set(subject, value),
  };
  return openSender(
    { target, clock, ...(exportDirectory === undefined ? {} : { exportDirectory }) },
    memory,
  );
}

function records(count: number): readonly DeliveryRecord[] {
  return Array.from({ length: count }, (_, at) =>
    sampleRecord({ id: `01HF7YAT00${String(at).padStart(16, '0')}`, subject: `${at}` }),
  );
}

function types(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map(({ type }) => type);
}

test('Splunk takes concatenated events, and again after it was busy', async () => {
  await using splunk = await openSplunk({ token: 'guid', acknowledge: false, busy: 1 });
  await using sender = await open({
    kind: 'splunk',
    address: splunk.url,
    secrets: { token: 'guid' },
  });

  const first = await sender.send(records(3), signal);
  expect(first[0]).toMatchObject({ type: 'retry', transport: true });
  expect(types(await sender.send(records(3), signal))).toEqual(Array(3).fill('delivered'));
  expect(splunk.events).toMatchObject(
    records(3).map(({ id }) => ({ source: 'caisson', fields: { caisson_id: id } })),
  );
});

test('Splunk with acknowledgement: delivered is what was indexed', async () => {
  await using splunk = await openSplunk({ token: 'guid', acknowledge: true, indexed: 1 });
  const target = { kind: 'splunk', address: splunk.url, secrets: { token: 'guid' } };
  await using sender = await open({ ...target, settings: { acknowledge: 'true' } });
  await using plain = await open(target);

  expect(types(await sender.send(records(2), signal))).toEqual(['delivered', 'delivered']);
  expect(splunk.heard.map(({ path }) => path)).toEqual([
    '/services/collector/event',
    '/services/collector/ack',
    '/services/collector/ack',
  ]);
  expect(await plain.send(records(1), signal)).toMatchObject([{ type: 'dead' }]);
});

test('Splunk: a wrong token is told without it', async () => {
  await using splunk = await openSplunk({ token: 'right', acknowledge: false });
  const secrets = { token: 'wrong-secret' };
  await using sender = await open({ kind: 'splunk', address: splunk.url, secrets });

  const outcomes = await sender.send(records(1), signal);

  expect(outcomes).toMatchObject([{ type: 'dead', transport: true }]);
  expect(JSON.stringify(outcomes)).not.toContain('wrong-secret');
});

test.for([0, 1, 2, 3])('Elastic: the fault of item %i is that item’s alone', async (at) => {
  const all = records(4);
  const id = all[at]?.id ?? '';
  for (const [status, expected] of [
    [400, 'dead'],
    [429, 'retry'],
    [503, 'retry'],
  ] as const) {
    await using elastic = await openElastic(
      new Map([[id, { status, error: 'mapper_parsing_exception' }]]),
    );
    await using sender = await open({ kind: 'elastic', address: elastic.url });

    const outcomes = types(await sender.send(all, signal));
    expect(outcomes).toEqual(all.map((_, place) => (place === at ? expected : 'delivered')));
    const again = types(await sender.send(all, signal));
    expect(again).toEqual(outcomes);
    expect(elastic.documents.size).toBe(3);
  }
});

test('Elastic: after a truncated answer the same ids go again and are known', async () => {
  const all = records(3);
  await using cut = await openElastic(new Map(), 20);
  await using sender = await open({ kind: 'elastic', address: cut.url });

  expect(types(await sender.send(all, signal))).toEqual(Array(3).fill('retry'));
  expect(cut.documents.size).toBe(3);
  await sender.send(all, signal);
  expect(cut.documents.size).toBe(3);
});

test('OTLP: records as the protocol writes them; what was rejected is dead', async () => {
  const answers = ['{}', '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"no"}}'];
  await using receiver = await openReceiver(() => ({ status: 200, body: answers.shift() ?? '' }));
  await using sender = await open({ kind: 'otlp', address: receiver.url });

  expect(types(await sender.send(records(1), signal))).toEqual(['delivered']);
  expect(types(await sender.send(records(1), signal))).toEqual(['dead']);
  const [first] = receiver.heard;
  expect(first?.path).toBe('/v1/logs');
  expect(tryJson(first?.body ?? '')).toMatchObject({
    resourceLogs: [
      {
        scopeLogs: [{ logRecords: [{ timeUnixNano: '1700000000000000000', severityNumber: 17 }] }],
      },
    ],
  });
});

test('Loki: few labels, every stream in the order of its time', async () => {
  await using receiver = await openReceiver(() => ({ status: 204 }));
  await using sender = await open({ kind: 'loki', address: receiver.url });
  const some = [3, 1, 2].map((time) => sampleRecord({ time, id: `${time}` }));

  expect(types(await sender.send(some, signal))).toEqual(Array(3).fill('delivered'));

  const body = tryJson(receiver.heard[0]?.body ?? '');
  expect(body).toMatchObject({
    streams: [
      {
        stream: { service_name: 'caisson', kind: 'detection', severity: 'high' },
        values: [1, 2, 3].map((time): unknown[] => [
          `${time}000000`,
          expect.any(String),
          { caisson_id: `${time}` },
        ]),
      },
    ],
  });
});

/** `chat.postMessage`: says no with status 200; a thread is what the first message was stamped with. */
function slackReply({ headers, body }: Heard): Reply {
  const message = tryJson(body);
  const known = headers.authorization === 'Bearer xoxb-secret' && isRecord(message);
  return {
    status: 200,
    body: JSON.stringify(known ? { ok: true, ts: '17.5' } : { ok: false, error: 'invalid_auth' }),
  };
}

test('Slack: one thread for each subject; a refusal with status 200 is a refusal', async () => {
  await using receiver = await openReceiver(slackReply);
  const target = { kind: 'slack', address: receiver.url, settings: { channel: 'C1' } };
  await using sender = await open({ ...target, secrets: { token: 'xoxb-secret' } });
  await using wrong = await open({ ...target, secrets: { token: 'xoxb-other' } });

  await sender.send([sampleRecord()], signal);
  await sender.send([sampleRecord()], signal);

  expect(receiver.heard.map(({ body }) => body.includes('"thread_ts":"17.5"'))).toEqual([
    false,
    true,
  ]);
  expect(await wrong.send([sampleRecord()], signal)).toMatchObject([
    { type: 'dead', transport: true },
  ]);
});

test('Slack and Teams: any text stays within the limits and mentions nobody', async () => {
  await using receiver = await openReceiver(() => ({ status: 200, body: 'ok' }));
  await using slack = await open({ kind: 'slack', address: receiver.url });
  await using teams = await open({ kind: 'teams', address: receiver.url });
  const texts = [
    '<!channel> <@U1> &lt;',
    '&'.repeat(9000),
    '\0'.repeat(9000),
    '😀'.repeat(5000),
    '\ud800'.repeat(5000),
    '[x](http://evil)'.repeat(900),
  ];
  for (const words of texts)
    for (const name of texts) {
      const record = sampleRecord({ text: words, place: { cluster: name, namespace: name } });
      await slack.send([record], signal);
      await teams.send([record], signal);
      const [a = '', b = ''] = receiver.heard.slice(-2).map(({ body }) => body);
      expect(Buffer.byteLength(b)).toBeLessThan(28 * 1024);
      for (const found of JSON.stringify(tryJson(a)).matchAll(/<[^>]*>?/gu))
        expect(found[0]).toBe('<https://caisson.example/findings/7|Open>');
      expect(Math.max(...textLengths(tryJson(a)))).toBeLessThanOrEqual(3000);
    }
});

test('PagerDuty: one alert for each subject: triggered, acknowledged, resolved', async () => {
  await using receiver = await openReceiver(() => ({ status: 202, body: '{"status":"success"}' }));
  const secrets = { routingKey: 'r'.repeat(32) };
  await using sender = await open({ kind: 'pagerduty', address: receiver.url, secrets });
  const contained = {
    type: 'incident',
    incident: sampleIncident({ status: 'contained' }),
  } as const;

  await sender.send([sampleRecord()], signal);
  await sender.send([sampleRecord({ activity: 'update', about: contained })], signal);
  await sender.send([sampleRecord({ activity: 'close' })], signal);

  expect(receiver.heard[0]?.path).toBe('/v2/enqueue');
  expect(receiver.heard.map(({ body }) => tryJson(body))).toMatchObject(
    ['trigger', 'acknowledge', 'resolve'].map((action) => ({
      event_action: action,
      dedup_key: 'caisson-7',
      payload: { severity: 'error', summary: 'something happened', source: 'here' },
    })),
  );
});

test.for(['2', '3'])('Jira REST %s: created once, commented, closed', async (api) => {
  await using receiver = await openReceiver(({ method, path }) => {
    if (method === 'GET') return { status: 200, body: '{"issues":[]}' };
    return path.endsWith('/issue')
      ? { status: 201, body: '{"key":"SEC-7"}' }
      : { status: path.endsWith('/transitions') ? 204 : 201, body: '' };
  });
  const settings = { api, project: 'SEC', closeTransition: '31' };
  await using sender = await open({
    kind: 'jira',
    address: receiver.url,
    settings,
    secrets: { user: 'u', token: 'secret' },
  });
  const about = { type: 'finding', finding: sampleFinding() } as const;

  for (const activity of ['create', 'update', 'close'] as const)
    expect(types(await sender.send([sampleRecord({ activity, about })], signal))).toEqual([
      'delivered',
    ]);

  const base = `/rest/api/${api}`;
  expect(receiver.heard.slice(1).map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST ${base}/issue`,
    `POST ${base}/issue/SEC-7/comment`,
    `POST ${base}/issue/SEC-7/comment`,
    `POST ${base}/issue/SEC-7/transitions`,
  ]);
  const made = tryJson(receiver.heard[1]?.body ?? '');
  const fields = isRecord(made) && isRecord(made['fields']) ? made['fields'] : {};
  expect(isRecord(fields['description'])).toBe(api === '3');
});

test('a webhook is signed by both secrets while they are exchanged', async () => {
  await using receiver = await openReceiver(() => ({ status: 200 }));
  const key = Buffer.from('new-secret').toString('base64');
  const secrets = { secret: `whsec_${key}`, previousSecret: 'old-secret' };
  await using sender = await open({ address: receiver.url, secrets });

  await sender.send(records(1), signal);

  const [heard] = receiver.heard;
  const { headers = {}, body = '' } = heard ?? {};
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  expect(headers['webhook-signature']).toBe(
    ['new-secret', 'old-secret']
      .map((one) => `v1,${createHmac('sha256', one).update(text).digest('base64')}`)
      .join(' '),
  );
});

test.for([
  [429, { 'retry-after': '120' }, { type: 'retry', afterMs: 120_000, transport: false }],
  [503, { 'retry-after': 'Tue, 14 Nov 2023 22:14:20 GMT' }, { type: 'retry', afterMs: 60_000 }],
  [500, {}, { type: 'retry', transport: true }],
  [401, {}, { type: 'dead', transport: true }],
  [413, {}, { type: 'dead', transport: false }],
] as const)('an answer %i with %j is %j', async ([status, headers, expected]) => {
  const secret = 'canary-0123456789';
  await using receiver = await openReceiver(({ headers: told }) => ({
    status,
    headers,
    body: `${'.'.repeat(270)}you said ${String(told.authorization)}`,
  }));
  await using sender = await open({ address: receiver.url, secrets: { token: secret } });

  const outcomes = await sender.send(records(1), signal);

  expect(outcomes).toMatchObject([expected]);
  expect(JSON.stringify(outcomes)).not.toContain('canary');
});

test('a file gets whole lines, goes on behind a crash, and rotates', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-export-'));
  try {
    writeFileSync(join(directory, 'out.jsonl'), '{"half":');
    const settings = { maxBytes: '4096' };
    await using sender = await open({ kind: 'file', address: 'out.jsonl', settings }, directory);

    for (let at = 0; at < 30; at += 1)
      expect(types(await sender.send(records(5), signal))).toEqual(Array(5).fill('delivered'));

    const names = readdirSync(directory).toSorted();
    expect(names).toEqual(['out.jsonl', ...[1, 2, 3, 4, 5].map((at) => `out.jsonl.${at}`)]);
    for (const name of names) {
      const lines = readFileSync(join(directory, name), 'utf8').trimEnd().split('\n');
      expect(
        lines.filter((line) => line !== '{"half":').every((line) => isRecord(tryJson(line))),
      ).toBe(true);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.for(['../out', '/etc/passwd', 'a/b', '', '.hidden', 'a\0b'])(
  '%j is no name of a file',
  async (address) => {
    await expect(open({ kind: 'file', address }, '/tmp')).rejects.toMatchObject({
      code: 'usage.invalid-argument',
    });
  },
);

test('a link in the place of a file is not followed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-export-'));
  try {
    const outside = join(directory, 'outside');
    writeFileSync(outside, '');
    symlinkSync(outside, join(directory, 'out'));
    await using sender = await open({ kind: 'file', address: 'out' }, directory);

    expect(types(await sender.send(records(1), signal))).toEqual(['retry']);
    expect(readFileSync(outside, 'utf8')).toBe('');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

/** Of every `text` in a message. */
function textLengths(value: unknown): readonly number[] {
  if (Array.isArray(value)) return value.flatMap(textLengths);
  if (!isRecord(value)) return [];
  const { text, ...rest } = value;
  const own = typeof text === 'string' ? [text.length] : textLengths(text);
  return [...own, ...Object.values(rest).flatMap(textLengths)];
}
