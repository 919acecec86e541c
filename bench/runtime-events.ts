import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, megabytes, runLoad } from './runtime-loads.ts';
import { Watch } from './runtime-watch.ts';

const count = 4_000_000;
const patienceMs = 60_000;

/**
 * Opens as fast as loops on one and two processors make them, each told with both names, judged by every rule. A last open that a rule
 * detects stands behind each loop: when it is on standard output, all before it were judged.
 */
export async function measureEvents(bench: Bench): Promise<void> {
  const last = join(bench.directory, 'last');
  writeFileSync(last, '');
  writeFileSync(join(bench.directory, 'last.yaml'), rulesFor(last));
  const words = [...bench.rules, '--rules', join(bench.directory, 'last.yaml'), '--repeats'];
  await using watch = await Watch.start(words);
  const arrivals: number[] = [];
  using listening = watch.listen(({ detection }, at) => {
    if (detection?.rule === 'The load has ended') arrivals.push(at);
  });
  void listening;
  await runLoad(bench, 'open', 200_000, 0, '/etc/hostname', last);
  await arrived(arrivals, 1);
  for (const loops of [1, 2, 1, 2, 1, 2]) {
    arrivals.length = 0;
    const lostBefore = watch.lost;
    const before = watch.usage();
    const began = performance.timeOrigin + performance.now();
    const each = count / loops;
    const times = await Promise.all(
      Array.from({ length: loops }, (_, cpu) =>
        runLoad(bench, 'open', each, cpu, '/etc/hostname', last),
      ),
    );
    await arrived(arrivals, loops);
    const seconds = (Math.max(...arrivals) - began) / 1000;
    const after = watch.usage();
    console.log(
      `${loops} loops: ${Math.round(count / seconds)} events/s, ${watch.lost - lostBefore} lost; a turn ${(Math.max(...times) / each).toFixed(0)} ns; ` +
        `behind ${(seconds - Math.max(...times) / 1e9).toFixed(2)} s; CPU an event: daemon ${micro(after.daemonCpu - before.daemonCpu)}, Node ${micro(after.nodeCpu - before.nodeCpu)} µs; ` +
        `memory: daemon ${megabytes(after.daemonBytes)}, Node ${megabytes(after.nodeBytes)} MB`,
    );
  }
}

async function arrived(arrivals: readonly number[], wanted: number): Promise<void> {
  const until = performance.now() + patienceMs;
  while (arrivals.length < wanted && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 5));
  if (arrivals.length < wanted) throw new Error('the end of the load was not detected');
}

function micro(seconds: number): string {
  return ((seconds * 1e6) / count).toFixed(2);
}

/** Rules that ask for every open, and one for the last. */
function rulesFor(last: string): string {
  return `
- rule: The load has ended
  desc: The last open of a loop.
  condition: evt.type in (open, openat) and fd.name = ${last}
  output: the end
  priority: WARNING
- rule: Every open is told
  desc: Keeps the kernel from leaving out what is read.
  condition: evt.type in (open, openat) and evt.is_open_read = true and fd.name endswith .never-there
  output: never
  priority: WARNING
`;
}
