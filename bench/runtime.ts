/**
 * The whole product at work: `caisson watch` from `dist/`, as root on Linux, with `native/build/caisson-sensor` made.
 *
 *     node bench/runtime.ts PART… [--rules DIRECTORY] [--pairs COUNT] [--seconds SECONDS] [--samples FILE]
 *
 * Parts: `events`, `idle`, `overhead`, `latency`, `soak`, or `all` (without the soak). `--rules` names rule files of the Falco language
 * that run beside the built-in ones.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureEvents } from './runtime-events.ts';
import { measureIdle } from './runtime-idle.ts';
import { measureLatency } from './runtime-latency.ts';
import { compileLoad } from './runtime-loads.ts';
import { measureOverhead } from './runtime-overhead.ts';
import { soak } from './runtime-soak.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: 'string' },
    pairs: { type: 'string', default: '7' },
    seconds: { type: 'string' },
    samples: { type: 'string' },
    rate: { type: 'string', default: '20000' },
  },
});
const parts = new Set(positionals);
const directory = mkdtempSync(join(tmpdir(), 'caisson-runtime-'));
const bench = {
  load: compileLoad(directory),
  directory,
  rules: values.rules === undefined ? [] : ['--rules', values.rules],
  pairs: Number(values.pairs),
};
const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
try {
  if (isWanted('idle')) await measureIdle(bench, seconds ?? 60);
  if (isWanted('events')) await measureEvents(bench);
  if (isWanted('overhead')) await measureOverhead(bench);
  if (isWanted('latency')) await measureLatency(bench);
  if (parts.has('soak'))
    await soak(bench, {
      seconds: seconds ?? 1800,
      rate: Number(values.rate),
      samples: values.samples,
    });
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function isWanted(part: string): boolean {
  return parts.has(part) || parts.has('all');
}
