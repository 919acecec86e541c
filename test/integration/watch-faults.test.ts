import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caisson, LiveWatch, lives, pause, temporaryState } from './testing/live-watch.ts';
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

function idOf(json: string): string {
  const record = JSON.parse(json) as { readonly plan: { readonly id: string } };
  return record.plan.id;
}
