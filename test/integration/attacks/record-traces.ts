/**
 * Writes the recorded traces of the rules: `fires/emulated.jsonl` and `quiet/near.jsonl` beside each `rule.yaml`.
 *
 *     sudo node test/integration/attacks/record-traces.ts [--again] [ID …]
 *
 * Runs every emulation in a sandbox under a watch that tells all events, and keeps of each trace what its rule needs to fire: the
 * fewest events, without members that change nothing. Quiet ones are the events of the same run that come nearest.
 * `--again` cuts the last recording once more.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RuleDefinition } from '#rule/ast.ts';
import { loadRules } from '#rule/language/load-rules.ts';
import { readRuleFiles } from '../../../tools/rule-catalog.ts';
import { Sandbox } from '../testing/sandbox.ts';
import { attackerCapabilities, attacks, preparation } from './attacks.ts';
import { cutTrace, type JsonEvent, nearMisses } from './cut-trace.ts';

/** Ordinary work, for near misses. */
const ordinary: readonly (readonly string[])[] = [
  [
    '/bin/sh',
    '-c',
    'ls /; cat /etc/hostname /etc/passwd; echo hi > /tmp/x; mv /tmp/x /tmp/y; rm /tmp/y',
  ],
  ['/bin/sh', '-c', 'mkdir /tmp/d; chmod 755 /tmp/d; ln -s /etc/hostname /tmp/d/l; rm -rf /tmp/d'],
  ['/opt/emulate/nginx', 'open', '/etc/hostname'],
  ['/opt/emulate/nginx', 'spawn', '/opt/emulate/nginx', 'wait-not'],
  ['/opt/emulate/node', 'connect', '198.51.100.7', '5432'],
  ['/bin/emulate', 'dns', 'db.shop.example'],
  ['/bin/emulate', 'write', '/var/log/app.log'],
  ['/bin/emulate', 'terminal', '/bin/ls', '/'],
  ['/bin/find', '/tmp', '-name', 'nothing'],
  ['/bin/dd', 'if=/dev/null', 'of=/dev/null'],
  ['/bin/wget', '-q', 'http://127.0.0.1:1/health'],
];

const root = join(import.meta.dirname, '../../..');
const wanted = process.argv.slice(2).filter((word) => word !== '--again');
const kept = join(tmpdir(), 'csn-recorded-windows.json');

async function record(): Promise<readonly (readonly JsonEvent[])[]> {
  const state = mkdtempSync(join(tmpdir(), 'csn-record-'));
  using sandbox = new Sandbox({ capabilities: attackerCapabilities, unmasked: true });
  const words = ['watch', '--no-host', '--strict-calls', '--events', '--format', 'json'];
  const watch = spawn(
    process.execPath,
    ['src/main.ts', ...words, '--state', state, '--container', sandbox.id],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: root },
  );
  const all: JsonEvent[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: watch.stdout }).on('line', (line) => {
    const item = JSON.parse(line) as { kind: string; event?: JsonEvent };
    if (item.kind === 'ready') ready.resolve();
    if (item.event !== undefined) all.push(renamed(item.event, sandbox.id));
  });
  await ready.promise;
  watch.once('exit', (code) => code !== 0 && console.error(`the watch ended with ${code}`));
  for (const command of preparation) sandbox.run(...command);
  const windows: (readonly JsonEvent[])[] = [];
  for (const command of [...attacks.map(([, ...rest]) => rest), ...ordinary]) {
    const from = all.length;
    sandbox.run(...command);
    await settled(all);
    windows.push(all.slice(from));
  }
  watch.kill('SIGTERM');
  await new Promise((done) => watch.once('exit', done));
  rmSync(state, { recursive: true, force: true });
  return windows;
}

/** Until no event came for a while. */
async function settled(all: readonly JsonEvent[]): Promise<void> {
  for (let before = -1; before !== all.length; ) {
    before = all.length;
    await sleep(200);
  }
}

/** The container as if an engine had made it. */
function renamed(event: JsonEvent, id: string): JsonEvent {
  return JSON.parse(JSON.stringify(event).replaceAll(id, 'web-1')) as JsonEvent;
}

function write(rule: RuleDefinition, kind: string, events: readonly JsonEvent[]): void {
  const folder = join(root, dirname(rule.place.file), kind);
  mkdirSync(folder, { recursive: true });
  const lines = events.map((event) => JSON.stringify(event));
  writeFileSync(
    join(folder, kind === 'fires' ? 'emulated.jsonl' : 'near.jsonl'),
    `${lines.join('\n')}\n`,
  );
}

const { rules } = loadRules(readRuleFiles(root));
const windows = process.argv.includes('--again')
  ? (JSON.parse(readFileSync(kept, 'utf8')) as (readonly JsonEvent[])[])
  : await record();
writeFileSync(kept, JSON.stringify(windows));
const missing: string[] = [];
for (const rule of rules) {
  if (rule.source !== 'syscall' || (wanted.length > 0 && !wanted.includes(rule.id ?? ''))) continue;
  const fires = windows.map((events) => cutTrace(rule, events)).find((one) => one !== undefined);
  if (fires === undefined) missing.push(rule.name);
  else write(rule, 'fires', fires);
  const quiet = nearMisses(rule, windows.flat(), fires);
  if (quiet.length > 0) write(rule, 'quiet', quiet);
}
console.log({ events: windows.flat().length, missing });
