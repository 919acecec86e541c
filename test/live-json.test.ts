import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { liveJson } from '../src/app/runtime/live-json.ts';
import { replay } from '../src/app/runtime/replay.ts';
import { eventFromJson } from '../src/event/event-json.ts';
import type { LiveItem } from '../src/output/runtime/live.ts';
import { faultFinder, readSchema } from '../src/output/testdata/schema.ts';
import { loadRules } from '../src/rule/language/load-rules.ts';
import { scopeIn } from './walk.ts';

const schema = readSchema(fileURLToPath(new URL('../schema/runtime-1.0.json', import.meta.url)));
const container = {
  id: 'c'.repeat(64),
  engine: 'docker',
  name: 'web',
  image: { reference: 'shop/web:1.4' },
  env: ['PASSWORD=hunter2'],
  hostNetwork: true,
};
const shell = {
  type: 'execve',
  time: '2026-01-01T00:00:01.5Z',
  process: {
    pid: 7,
    name: 'sh',
    exe: 'sh',
    exePath: '/bin/sh',
    args: ['-c', 'écho \u001b[2J'],
    env: ['TOKEN=hunter2'],
    container,
    parent: { pid: 3, name: 'nginx', exePath: '/usr/sbin/nginx', container },
  },
};
const connection = {
  type: 'connect',
  time: '2026-01-01T00:00:02Z',
  result: -111,
  process: { pid: 8, name: 'curl' },
  fd: {
    kind: 'ipv4',
    socket: {
      protocol: 'tcp',
      isServer: false,
      connected: true,
      client: { address: '10.0.0.2', port: 40000 },
      server: { address: '10.0.0.3', port: 443 },
    },
  },
};
const rules = [
  {
    rule: 'Shell',
    desc: 'a shell',
    condition: 'evt.type = execve and proc.name = sh',
    output: 'a shell (command=%proc.cmdline container=%container.name)',
    priority: 'CRITICAL',
    tags: ['T1059.004'],
  },
];

/** What a replay tells of events. */
async function told(...events: readonly object[]): Promise<readonly LiveItem[]> {
  const directory = mkdtempSync(join(tmpdir(), 'csn-live-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'events.jsonl');
  writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const loaded = loadRules([{ name: 'rules.yaml', text: JSON.stringify(rules) }]);
  const items: LiveItem[] = [];
  await replay(
    { path },
    loaded.rules,
    {
      detection: (detection) => items.push({ kind: 'detection', detection }),
      incident: (incident) => items.push({ kind: 'incident', incident, isNew: true }),
    },
    scopeIn(directory),
  );
  return items;
}

test('each line fits the published schema', async () => {
  const find = faultFinder(schema);
  const items: readonly LiveItem[] = [
    ...(await told(shell, connection)),
    { kind: 'event', event: eventFromJson(connection) },
    {
      kind: 'loss',
      loss: { from: 1, to: 2, reason: 'ring-full', counts: { open: 3 }, cgroupId: '4' },
    },
    { kind: 'action', time: 1, text: 'freeze web', isSimulated: true },
    { kind: 'note', time: 1, text: 'a note' },
  ];
  const kinds = items.map((item) => {
    expect(find(JSON.parse(liveJson(item, 'json') ?? ''))).toEqual([]);
    return item.kind;
  });

  expect(kinds).toEqual(['detection', 'incident', 'event', 'loss', 'action', 'note']);
  expect(find({ kind: 'ready', containers: 2 })).toEqual([]);
  expect(find({ kind: 'ready' })).not.toEqual([]);
});

test('bytes of the kernel are text in JSON, and environments are never told', async () => {
  const lines = (await told(shell)).map((item) => liveJson(item, 'json') ?? '');

  expect(lines.length).toBe(2);
  for (const line of lines) {
    expect(line).toContain('écho \\u001b[2J');
    expect(line).not.toContain('hunter2');
  }
});

test('only detections are alerts of Falco', async () => {
  const [detection, incident] = await told(shell);

  expect(JSON.parse((detection && liveJson(detection, 'falco')) ?? '')).toMatchObject({
    rule: 'Shell',
    priority: 'Critical',
    source: 'syscall',
  });
  expect(incident && liveJson(incident, 'falco')).toBeUndefined();
});
