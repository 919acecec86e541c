import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelInterest, KernelVerdict } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { keptEvent } from '#event/keep.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { type Sensor, type SensorOptions, startSensor } from '#sensor/start-sensor.ts';
import { hasPrograms, isRoot } from '../daemons.ts';
import { scopeIn } from '../walk.ts';

export const buildDirectory = join(import.meta.dirname, '../../native/build');

/** Whether a daemon was built here and may be started. */
export function canSense(): boolean {
  return isRoot() && hasPrograms('cc') && existsSync(join(buildDirectory, 'caisson-sensor'));
}

/** Everything that the acts do. */
export const everything: KernelInterest = {
  calls:
    'open openat creat rename renameat2 symlink link mkdir rmdir unlinkat chmod fchmodat chdir socket bind listen connect accept4 dup2 sendto setuid setgid capset setns unshare mount umount2 ptrace memfd_create prctl kill bpf userfaultfd io_uring_setup setsid execve'.split(
      ' ',
    ),
  opens: { writes: true, reads: 'all', prefixes: [] },
  failures: true,
  scope: 'all',
  network: { dns: true, sni: true, http: true },
  uring: true,
  strict: true,
};

/** A sensor that runs, with what it told. */
export interface Recording extends AsyncDisposable {
  readonly sensor: Sensor;
  readonly events: RuntimeEvent[];
  readonly losses: SensorLoss[];
  readonly verdicts: KernelVerdict[];
  /** Rejects when reading failed. */
  readonly running: Promise<void>;
  /** Resolves with the first event, told already or to come, that fits; rejects after ten seconds. */
  until(fits: (event: RuntimeEvent) => boolean): Promise<RuntimeEvent>;
  untilLoss(fits: (loss: SensorLoss) => boolean): Promise<SensorLoss>;
}

/** Starts the built daemon and records what it tells. `keep` says which events are kept; it is asked before they are copied. */
export async function record(
  directory: string,
  options: Partial<SensorOptions> = {},
  keep: (event: RuntimeEvent) => boolean = () => true,
): Promise<Recording> {
  const stop = new AbortController();
  const scope: Scope = { ...scopeIn(directory), signal: stop.signal };
  const sensor = await startSensor({ interest: everything, buildDirectory, ...options }, scope);
  const { events, losses, verdicts } = {
    events: [] as RuntimeEvent[],
    losses: [] as SensorLoss[],
    verdicts: [] as KernelVerdict[],
  };
  const synced = Promise.withResolvers<void>();
  const running = sensor.source.run(
    {
      event: (event) => void (keep(event) && events.push(keptEvent(event))),
      loss: (loss) => losses.push(loss),
      verdict: (verdict) => verdicts.push({ ...verdict, event: keptEvent(verdict.event) }),
      synced: () => synced.resolve(),
    },
    scope,
  );
  await synced.promise;
  return {
    sensor,
    events,
    losses,
    verdicts,
    running,
    until: (fits) => found(events, fits),
    untilLoss: (fits) => found(losses, fits),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      await sensor[Symbol.asyncDispose]();
    },
  };
}

async function found<Item>(items: readonly Item[], fits: (item: Item) => boolean): Promise<Item> {
  const { promise, resolve, reject } = Promise.withResolvers<Item>();
  const began = performance.now();
  function look(): void {
    const item = items.find(fits);
    if (item !== undefined) resolve(item);
    else if (performance.now() - began > 10_000) reject(new Error('nothing of the kind was told'));
    else setTimeout(look, 20);
  }
  look();
  return promise;
}
