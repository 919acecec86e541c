import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attackerCapabilities, attacks, preparation } from './attacks/attacks.ts';
import { noSandbox, Sandbox } from './testing/sandbox.ts';
import { noSensor } from './testing/sensor.ts';

/** Emulated attacks in a real container under a real watch: every one must be seen, and named right. */

const reason = noSandbox() ?? noSensor();

let sandbox: Sandbox | undefined;
let watch: ChildProcess | undefined;
let state = '';
const seen = new Map<string, number>();

beforeAll(async () => {
  if (reason !== undefined) return;
  state = mkdtempSync(join(tmpdir(), 'csn-attacks-'));
  sandbox = new Sandbox({ capabilities: attackerCapabilities, unmasked: true });
  const words = [
    'watch',
    '--format',
    'json',
    '--no-host',
    '--strict-calls',
    '--repeats',
    '--state',
    state,
  ];
  watch = spawn(process.execPath, ['src/main.ts', ...words, '--container', sandbox.id], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = Promise.withResolvers<void>();
  createInterface({ input: watch.stdout ?? process.stdin }).on('line', (line) => {
    const item = JSON.parse(line) as { kind: string; detection?: { rule: string } };
    if (item.kind === 'ready') ready.resolve();
    const rule = item.detection?.rule;
    if (rule !== undefined) seen.set(rule, (seen.get(rule) ?? 0) + 1);
  });
  watch.on('exit', () => ready.reject(new Error('the watch ended')));
  await ready.promise;
  for (const command of preparation) sandbox.run(...command);
});

afterAll(async () => {
  if (watch !== undefined) {
    const ended = new Promise((done) => watch?.once('exit', done));
    watch.kill('SIGTERM');
    await ended;
  }
  sandbox?.[Symbol.dispose]();
  if (state !== '') rmSync(state, { recursive: true, force: true });
});

test.skipIf(reason !== undefined).for(attacks)('%s: %s %s', async ([rule, ...command]) => {
  const before = seen.get(rule) ?? 0;

  sandbox?.run(...command);

  await expect.poll(() => seen.get(rule) ?? 0, { timeout: 5000 }).toBeGreaterThan(before);
});
