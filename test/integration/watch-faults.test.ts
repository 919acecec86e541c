import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRuntimeStore } from '#store/runtime-store.ts';
import { caisson, LiveWatch, lives, temporaryState } from './testing/live-watch.ts';
import { policiesOf } from './testing/policies.ts';
import { noSandbox, Sandbox } from './testing/sandbox.ts';
import { noSensor } from './testing/sensor.ts';

/** What happens to a watch when something around it breaks: told, got over, nothing left behind. */

const reason = noSandbox() ?? noSensor();
const rules = `
- rule: Program in container
  desc: any program
  condition: evt.type in (execve, execveat) and container.id != host
  output: ran %proc.cmdline
  priority: WARNING
`;

let directory = '';
let ruleFile = '';
let sandbox: Sandbox;
let plain: readonly string[] = [];

beforeAll(() => {
  if (reason !== undefined) return;
  directory = mkdtempSync(join(tmpdir(), 'csn-faults-'));
  ruleFile = join(directory, 'rules.yaml');
  writeFileSync(ruleFile, rules);
  sandbox = new Sandbox();
  plain = ['--no-host', '--repeats', '--no-default-rules', '--rules', ruleFile];
});

afterAll(() => {
  if (reason !== undefined) return;
  sandbox[Symbol.dispose]();
  rmSync(directory, { recursive: true, force: true });
});

/** A program that has run in the sandbox, with a word of its own. */
function ran(word: string) {
  sandbox.run('/bin/echo', word);
  return ({ detection }: { detection?: { output: string } }) =>
    detection?.output.includes(word) === true;
}

describe.skipIf(reason !== undefined)('a sensor that is killed', () => {
  test('is started again, the gap is told, and drift is prevented again', async () => {
    await using watch = new LiveWatch([...plain, '--drift', 'deny', '--container', sandbox.id]);
    await watch.ready();
    await watch.seen(ran('before'), 'an event before');
    const copy = 'cp /bin/busybox /tmp/true && /tmp/true';
    await expect.poll(() => sandbox.run('sh', '-c', copy).code, { timeout: 5000 }).not.toBe(0);
    const first = watch.sensorPid;

    process.kill(first, 'SIGKILL');
    const gap = await watch.seen(({ loss }) => loss?.reason === 'sensor-restarted', 'the gap');
    await watch.seen(ran('after'), 'an event after');

    expect(gap.loss?.to).toBeGreaterThanOrEqual(gap.loss?.from ?? 0);
    expect(watch.sensorPid).not.toBe(first);
    expect(watch.errors).toContain('sensor ended, starting it again');
    await expect.poll(() => sandbox.run('sh', '-c', copy).code, { timeout: 5000 }).not.toBe(0);
  });

  test('a quarantine goes on', async () => {
    const state = temporaryState();
    await using watch = new LiveWatch(plain, { state });
    await watch.ready();
    const acted = caisson([
      'respond',
      'quarantine',
      sandbox.id,
      '--yes',
      '--ttl',
      '2m',
      '--format',
      'json',
      '--state',
      state,
    ]);
    expect(acted).toMatchObject({ code: 0 });
    const first = watch.sensorPid;

    process.kill(first, 'SIGKILL');
    await watch.seen(({ loss }) => loss?.reason === 'sensor-restarted', 'the gap');

    await expect.poll(() => policiesOf(state), { timeout: 10_000 }).toBe(1);
    const id = idOf(acted.out);
    expect(caisson(['respond', 'undo', id, '--state', state])).toMatchObject({ code: 0 });
    await expect.poll(() => policiesOf(state), { timeout: 5000 }).toBe(0);
    await watch.end();
    await expect.poll(() => watch.sensorPid, { timeout: 5000 }).toBe(0);
    rmSync(state, { recursive: true, force: true });
  });
});

describe.skipIf(reason !== undefined)('a watch that is killed', () => {
  test('leaves no program in the kernel, and what was told is kept', async () => {
    const state = temporaryState();
    await using watch = new LiveWatch(plain, { state });
    await watch.ready();
    const daemon = watch.sensorPid;
    const told = await watch.seen(ran('last words'), 'an event');

    process.kill(watch.pid, 'SIGKILL');
    await watch.ended;
    await expect.poll(() => lives(daemon), { timeout: 5000 }).toBe(false);

    const incidents = storedDetections(state);
    expect(incidents).toContain(told.detection?.id);
    expect(readdirSync(join(state, 'sensor'))).toEqual([]);
    rmSync(state, { recursive: true, force: true });
  });

  test('leaves containments to the next one and to commands', async () => {
    const state = temporaryState();
    await using watch = new LiveWatch([...plain, '--drift', 'kill'], { state });
    await watch.ready();
    const frozen = respond(state, 'freeze', sandbox.id, '--yes', '--ttl', '1m');
    await expect.poll(() => policiesOf(state), { timeout: 5000 }).toBeGreaterThan(1);

    process.kill(watch.pid, 'SIGKILL');
    await watch.ended;
    await using next = new LiveWatch(plain, { state });
    await next.ready();

    expect(next.sensorPid).toBe(watch.sensorPid);
    expect(caisson(['respond', 'list', '--active', '--state', state]).out).toContain('freeze');
    expect(caisson(['respond', 'undo', frozen, '--state', state])).toMatchObject({ code: 0 });
    const { out } = sandbox.run('/bin/echo', 'thawed');
    expect(out).toBe('thawed\n');
    await next.end();
    process.kill(next.sensorPid, 'SIGTERM');
    await expect.poll(() => next.sensorPid, { timeout: 5000 }).toBe(0);
    rmSync(state, { recursive: true, force: true });
  });

  test('containments end by themselves', async () => {
    const state = temporaryState();
    const watch = new LiveWatch(plain, { state });
    await watch.ready();
    respond(state, 'freeze', sandbox.id, '--yes', '--ttl', '4s');
    const daemon = watch.sensorPid;

    process.kill(watch.pid, 'SIGKILL');
    await watch.ended;

    expect(lives(daemon)).toBe(true);
    await expect.poll(() => lives(daemon), { timeout: 15_000 }).toBe(false);
    expect(sandbox.run('/bin/echo', 'thawed').out).toBe('thawed\n');
    rmSync(state, { recursive: true, force: true });
  });
});

describe.skipIf(reason !== undefined)('a watch that is asked to end', () => {
  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: at once, with nothing left',
    async (signal) => {
      const receiver = createServer().listen(0, '127.0.0.1');
      await once(receiver, 'listening');
      const { port } = receiver.address() as AddressInfo;
      const before = new Set(temporaries());
      await using watch = new LiveWatch([
        ...plain,
        '--drift',
        'deny',
        '--send',
        `syslog+tcp://127.0.0.1:${port}`,
        '--send',
        'http://127.0.0.1:9/',
      ]);
      await watch.ready();
      await watch.seen(ran('before the end'), 'an event');
      const daemon = watch.sensorPid;

      const began = performance.now();
      const code = await watch.end(signal);

      expect(code).toBe(130);
      expect(performance.now() - began).toBeLessThan(2500);
      await expect.poll(() => lives(daemon), { timeout: 4000 }).toBe(false);
      expect(temporaries().filter((name) => !before.has(name))).toEqual([
        watch.state.split('/').at(-1),
      ]);
      receiver.close();
    },
  );
});

function temporaries(): readonly string[] {
  return readdirSync(tmpdir()).filter(
    (name) => name.startsWith('caisson-') || name.startsWith('csn-live-'),
  );
}

function storedDetections(state: string): readonly string[] {
  using store = openRuntimeStore(join(state, 'runtime.sqlite'));
  return store.detections({ limit: 1000 }).map(({ id }) => id);
}

/** Acts, and gives the id of the action. */
function respond(state: string, ...words: readonly string[]): string {
  const { code, out, err } = caisson(['respond', ...words, '--format', 'json', '--state', state]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return idOf(out);
}

function idOf(json: string): string {
  const record = JSON.parse(json) as { readonly plan: { readonly id: string } };
  return record.plan.id;
}
