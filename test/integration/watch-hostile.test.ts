import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caisson, LiveWatch, temporaryState } from './testing/live-watch.ts';
import { policiesOf } from './testing/policies.ts';
import { noSandbox, Sandbox } from './testing/sandbox.ts';
import { noSensor } from './testing/sensor.ts';

/** Containers that attack who watches them, and several programs at once. */

const reason = noSandbox() ?? noSensor();
const rules = `
- rule: Program in container
  desc: any program
  condition: evt.type in (execve, execveat) and container.id != host
  output: ran %proc.cmdline %proc.exepath
  priority: WARNING
`;

let directory = '';
let sandbox: Sandbox;
let plain: readonly string[] = [];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'csn-hostile-'));
  const file = join(directory, 'rules.yaml');
  writeFileSync(file, rules);
  plain = ['--no-host', '--repeats', '--no-default-rules', '--rules', file];
  if (reason === undefined) sandbox = new Sandbox();
});

afterAll(() => {
  if (reason === undefined) sandbox[Symbol.dispose]();
  rmSync(directory, { recursive: true, force: true });
});

/** Anything that moves a cursor or turns text around. */
const harmful =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const names = [
  ['line feed', 'a\nb'],
  ['escape', 'a\u001b[2Jb'],
  ['operating system command', 'a\u001b]0;title\u0007b'],
  ['bidirectional', 'a\u202eb\u2066c'],
  ['C1', 'a\u009b2Jb'],
  ['carriage return', 'a\rb'],
] as const;

describe.skipIf(reason !== undefined)('a hostile container', () => {
  test('cannot write to the terminal of who watches, nor break lines', async () => {
    const table = new LiveWatch([...plain, '--format', 'table']);
    await using watch = new LiveWatch([...plain, '--send', join(directory, 'sent.jsonl')]);
    await Promise.all([watch.ready(), table.told('watching')]);

    for (const [, name] of names) {
      sandbox.run('/bin/echo', name);
      sandbox.run(
        'sh',
        '-c',
        'cp /bin/busybox "/tmp/$0"; "/tmp/$0" true; ln -sf /bin/busybox "/tmp/$0.echo"',
        name,
      );
    }
    sandbox.run('/bin/echo', 'x'.repeat(120_000), 'long argument');
    sandbox.run('/bin/echo', ...Array.from({ length: 10_000 }, (_, at) => `a${at}`));
    sandbox.run('/bin/echo', 'the end');
    await watch.seen(
      ({ detection }) => detection?.output.includes('the end') === true,
      'the last event',
    );
    await table.told('the end');

    expect(watch.broken).toEqual([]);
    expect(watch.lines.filter(({ detection }) => harmful.test(detection?.output ?? ''))).toEqual(
      [],
    );
    expect(table.broken.filter((line) => harmful.test(line))).toEqual([]);
    const list = caisson(['incident', 'list', '--all', '--state', watch.state]);
    const { incident } = watch.lines.find((line) => line.kind === 'incident') ?? {};
    const page =
      incident === undefined
        ? { out: '' }
        : caisson(['incident', 'show', incident.id, '--state', watch.state]);
    for (const line of `${list.out}${page.out}`.split('\n')) expect(line).not.toMatch(harmful);
    await table[Symbol.asyncDispose]();
    await watch.end();
    for (const line of readFileSync(join(directory, 'sent.jsonl'), 'utf8').trimEnd().split('\n'))
      expect(line).toMatch(/^\{.*\}$/);
  });

  test('that floods is told by its name, and others are still seen', async () => {
    using other = new Sandbox();
    await using watch = new LiveWatch([
      ...plain.filter((word) => word !== '--repeats'),
      '--container',
      sandbox.id,
      '--container',
      other.id,
    ]);
    await watch.ready();
    const flood = spawn(
      'runc',
      [
        'exec',
        sandbox.id,
        '/bin/sh',
        '-c',
        'for n in 1 2; do while true; do /bin/true; done & done; sleep 6; kill -9 -1',
      ],
      { stdio: 'ignore' },
    );

    const over = new Promise((resolve) => flood.once('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    other.run('/bin/echo', 'in all that noise');
    await watch.seen(
      ({ detection }) => detection?.output.includes('in all that noise') === true,
      'the event of another container',
      60_000,
    );
    await over;

    expect(watch.count(({ kind }) => kind === 'detection')).toBeLessThan(500);
  });
});

describe.skipIf(reason !== undefined)('several programs at once', () => {
  test('two watches see the same, and two commands share one sensor', async () => {
    const state = temporaryState();
    await using first = new LiveWatch(plain, { state });
    await first.ready();
    await using second = new LiveWatch(plain, { state });
    await second.ready();
    sandbox.run('/bin/echo', 'seen by both');
    for (const watch of [first, second])
      await watch.seen(
        ({ detection }) => detection?.output.includes('seen by both') === true,
        'the event',
      );

    using other = new Sandbox();
    const both = await Promise.all(
      [sandbox, other].map(({ id }) =>
        running(['respond', 'freeze', id, '--yes', '--ttl', '1m', '--state', state]),
      ),
    );

    expect(both).toEqual([0, 0]);
    expect(await policiesOf(state)).toBe(2);
    await second.end();
    await first.end();
    expect(await policiesOf(state)).toBe(2);
    spawnSync('runc', ['delete', '--force', other.id]);
    await expect.poll(() => policiesOf(state), { timeout: 10_000 }).toBe(1);
    process.kill(first.sensorPid, 'SIGTERM');
    await expect.poll(() => first.sensorPid, { timeout: 5000 }).toBe(0);
    rmSync(state, { recursive: true, force: true });
  });
});

function running(words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, ['src/main.ts', ...words], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', resolve));
}
