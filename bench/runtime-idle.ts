import { setTimeout as wait } from 'node:timers/promises';
import { type Bench, megabytes } from './runtime-loads.ts';
import { Watch } from './runtime-watch.ts';

const stepMs = 5000;

/** A watch that has nothing to do but what the machine does by itself, in steps: the calmest tells what it costs. */
export async function measureIdle(bench: Bench, seconds: number): Promise<void> {
  for (const words of [[], ['--no-host']]) {
    await using watch = await Watch.start([...bench.rules, ...words]);
    await wait(stepMs);
    const shares: number[] = [];
    const began = watch.usage();
    for (let passed = 0; passed < seconds * 1000; passed += stepMs) {
      const before = watch.usage();
      await wait(stepMs);
      const after = watch.usage();
      const used = after.nodeCpu - before.nodeCpu + after.daemonCpu - before.daemonCpu;
      shares.push((used * 1e5) / stepMs);
    }
    const ended = watch.usage();
    const all = ended.nodeCpu - began.nodeCpu + ended.daemonCpu - began.daemonCpu;
    console.log(
      `idle ${words.join(' ') || 'with the host'}: ${((all * 100) / seconds).toFixed(2)} % of a core over ${seconds} s, calmest 5 s ${Math.min(...shares).toFixed(2)} %; ` +
        `Node ${megabytes(ended.nodeBytes)} MB, daemon ${megabytes(ended.daemonBytes)} MB`,
    );
  }
}
