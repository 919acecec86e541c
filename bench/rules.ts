/**
 * How fast rules are judged on one core:
 *
 *     node bench/rules.ts DIRECTORY [EVENTS]
 *
 * DIRECTORY holds rule files of the Falco language (`*.yaml`). All their rules run, those that are off by default too. The events are
 * plain objects: 70 % opens for reading, 10 % for writing, 8 % connects, 5 % execs, 7 % others, of 400 processes in 40 containers
 * and on the host, every name a string of its own. Few of them match, as on a quiet machine.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuntimeEvent } from '../src/model/runtime-event.ts';
import type { RuleDefinition } from '../src/rule/ast.ts';
import { compileRules } from '../src/rule/engine/compile.ts';
import { loadRules } from '../src/rule/language/load-rules.ts';
import { median } from './measure.ts';
import { makeEvents } from './rules-events.ts';

const [directory, count = '100000'] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: node bench/rules.ts DIRECTORY [EVENTS]');

const rules = readRules(directory);
const enabled = rules.map((rule) => ({ ...rule, enabled: true }));
const compileMs = median(Array.from({ length: 5 }, () => timed(() => compileRules(enabled))));
const set = compileRules(enabled);
console.log(
  `${enabled.length} rules (${rules.filter((rule) => rule.enabled).length} on by default), compiled in ${compileMs.toFixed(0)} ms`,
);
for (const { rule, message } of set.problems) console.log(`left out: ${rule.name}: ${message}`);

const events = makeEvents(Number(count));
const { rate, best } = rateOf(events);
console.log(
  `mix: ${(rate / 1e6).toFixed(2)} million events/s (best round ${(best / 1e6).toFixed(2)}), ${(1e9 / rate).toFixed(0)} ns each`,
);
const hits = events.reduce((sum, event) => sum + set.judge(event).length, 0);
console.log(`hits: ${hits} of ${events.length} events`);
for (const [type, some] of Map.groupBy(events, kindOf))
  console.log(
    `  ${type.padEnd(14)} ${(1e9 / rateOf(some).rate).toFixed(0).padStart(6)} ns  (${some.length})`,
  );

function kindOf(event: RuntimeEvent): string {
  if (event.type !== 'openat') return event.type;
  return (Number(event.args['flags']) & 3) === 0 ? 'openat read' : 'openat write';
}

/** Median and best of fifteen rounds by the time of this process. */
function rateOf(some: readonly RuntimeEvent[]): { readonly rate: number; readonly best: number } {
  const rounds = Array.from({ length: 15 }, () => {
    const before = process.cpuUsage();
    let asked = 0;
    while (asked < 200_000) {
      for (const event of some) set.judge(event);
      asked += some.length;
    }
    const { user, system } = process.cpuUsage(before);
    return (asked * 1e6) / (user + system);
  });
  return { rate: median(rounds.slice(3)), best: Math.max(...rounds) };
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function readRules(from: string): readonly RuleDefinition[] {
  const files = readdirSync(from)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(from, name), 'utf8') }));
  const { rules: loaded, diagnostics } = loadRules(files);
  for (const { level, message, file, line } of diagnostics)
    if (level === 'error') console.log(`${file}:${line}: ${message}`);
  return loaded;
}
