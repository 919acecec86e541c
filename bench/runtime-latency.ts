import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BenchContainer } from './runtime-container.ts';
import { type Bench, quantile, runLoad } from './runtime-loads.ts';
import { Watch } from './runtime-watch.ts';

const rule = `
- rule: The payload runs
  desc: What is spawned.
  condition: spawned_process and proc.args startswith "nothing at="
  output: the payload
  priority: WARNING
`;
const execs = 300;
const warmUp = 100;

/** From before the spawn of a payload, whose time is its argument, to the line on standard output. */
export async function measureLatency(bench: Bench): Promise<void> {
  const file = join(bench.directory, 'payload.yaml');
  writeFileSync(
    file,
    `- macro: spawned_process\n  condition: evt.type in (execve, execveat)\n${rule}`,
  );
  await using watch = await Watch.start([...bench.rules, '--rules', file, '--repeats']);
  const delays: number[] = [];
  using listening = watch.listen(({ detection }, at) => {
    const word = detection?.process?.args?.find((one) => one.startsWith('at='));
    if (detection?.rule === 'The payload runs' && word !== undefined)
      delays.push(at - Number(word.slice(3)) / 1e6);
  });
  void listening;
  await wait(1000);
  await runLoad(bench, 'spawn', execs, 5000, bench.load);
  await wait(1500);
  tell('on the host', delays);
  delays.length = 0;
  using container = new BenchContainer();
  const child = container.spawn(bench.load, 'spawn', String(execs), '5000', bench.load);
  await new Promise((resolve) => child.once('close', resolve));
  await wait(1500);
  tell('in a container', delays);
}

function tell(where: string, delays: readonly number[]): void {
  const warm = delays.slice(warmUp);
  console.log(
    `exec to detection ${where}: ${delays.length} of ${execs}, first ${delays[0]?.toFixed(1)} ms, p50 ${quantile(delays, 0.5).toFixed(1)} ms, ` +
      `p99 ${quantile(delays, 0.99).toFixed(1)} ms, longest ${Math.max(...delays).toFixed(1)} ms; ` +
      `without the first ${warmUp}: p50 ${quantile(warm, 0.5).toFixed(1)} ms, p99 ${quantile(warm, 0.99).toFixed(1)} ms`,
  );
}
