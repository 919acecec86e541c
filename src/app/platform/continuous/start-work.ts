import type { Job, Platform } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import { hostScanKind, requestScan, scanKinds, scanPriority } from '../wish/scan-wish.ts';
import { areAdvisoriesNew, doAdvisories, doRematch, updateAdvisories } from './advisories.ts';
import { followCluster } from './cluster-watch.ts';
import { doExposure } from './exposure-work.ts';
import { followContainers } from './local-containers.ts';
import { takeLocalImages } from './local-images.ts';
import type { ScheduledTask, WorkOptions } from './options.ts';
import { pollRegistries } from './registry-poll.ts';
import { retryFailedScans } from './retry-scans.ts';
import { doScan } from './scan-work.ts';
import { startSchedule } from './schedule.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * Starts everything that goes on by itself: finding what runs here and in clusters, scans, matching again when advisories change, watched
 * registries, and work by the clock. Returns when it has begun; it ends within ten seconds of being disposed of, and gives its leases back.
 */
export async function startWork(
  platform: Platform,
  options: WorkOptions,
  outer: Scope,
): Promise<AsyncDisposable> {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer.signal, stop.signal]);
  const scope = { ...outer, signal };
  await using starting = new AsyncDisposableStack();
  startWorkers(platform, options, starting);
  starting.use(await startSchedule(platform, scheduled(platform, options)));
  starting.defer(() => stop.abort(new Error('the work is being stopped')));
  if (options.discover) {
    starting.use(await followContainers(platform, options, signal));
    starting.use(every(minuteMs, scope, () => takeLocalImages(platform, options, signal)));
  }
  for (const cluster of options.kubeconfigs)
    starting.use(followCluster(cluster, platform, options));
  starting.use(every(minuteMs / 4, scope, () => pollRegistries(platform, options, signal)));
  starting.use(watchAdvisories(platform, options, scope));
  if (options.hostScan) starting.use(every(dayMs, scope, () => scanHost(platform, options)));
  const started = starting.move();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the work is being stopped'));
      await started.disposeAsync();
    },
  };
}

function startWorkers(platform: Platform, options: WorkOptions, stack: AsyncDisposableStack): void {
  const { jobs } = platform;
  const { node, scan } = options;
  type Work = (job: Job, p: Platform, o: WorkOptions, signal: AbortSignal) => Promise<void>;
  function work(kinds: readonly string[], handler: Work, parallel: number): void {
    stack.use(
      jobs.work(kinds, (job, signal) => handler(job, platform, options, signal), {
        parallel,
        attempts: 5,
      }),
    );
  }
  work(scanKinds(node), doScan, Math.max(1, scan.parallel));
  work([hostScanKind(node)], doScan, 1);
  work([`exposure@${node}`], doExposure, 1);
  work([`advisories@${node}`], doAdvisories, 1);
  work([`rematch@${node}`], doRematch, 1);
}

/** Own tasks beside those of others. */
function scheduled(platform: Platform, options: WorkOptions): readonly ScheduledTask[] {
  return [
    {
      name: 'retry scans that failed',
      cron: '41 4 * * *',
      run: () => retryFailedScans(platform),
    },
    ...(options.tasks ?? []),
  ];
}

async function scanHost(platform: Platform, options: WorkOptions): Promise<void> {
  const { node } = options;
  await platform.database.transaction((tx) =>
    requestScan(tx, platform.jobs, {
      reference: 'host:',
      target: 'host',
      name: node,
      node,
      priority: scanPriority.present,
    }),
  );
  platform.jobs.wake();
}

/** Looks whether other advisories are in use now, and fetches newer ones where that is wished. */
function watchAdvisories(platform: Platform, options: WorkOptions, scope: Scope): AsyncDisposable {
  const stack = new AsyncDisposableStack();
  let seen: string | undefined;
  stack.use(
    every(options.advisoriesEveryMs ?? minuteMs, scope, async () => {
      const build = buildInUse(options, () => {
        seen = '';
      });
      if (build === seen || build === '') return;
      // What failed for want of advisories is tried again with them.
      if (seen !== undefined) await retryFailedScans(platform);
      if (await areAdvisoriesNew(platform, build)) await requestRematch(platform, options, build);
      seen = build;
    }),
  );
  if (options.updateEveryMs > 0)
    stack.use(
      every(options.updateEveryMs, scope, () => updateAdvisories(platform, options, scope.signal)),
    );
  return stack;
}

/** Empty where there are none. Throws where they cannot be read, after `broken` was told. */
function buildInUse({ openIndex }: WorkOptions, broken: () => void): string {
  try {
    using index = openIndex();
    const { build } = index.facts();
    if (build === '') broken();
    return build;
  } catch (error) {
    broken();
    throw error;
  }
}

async function requestRematch(
  { database, jobs }: Platform,
  { node }: WorkOptions,
  build: string,
): Promise<void> {
  await database.transaction((tx) =>
    jobs.add(tx, {
      kind: `advisories@${node}`,
      subject: build,
      key: `advisories:${node}:${build}`,
      priority: 10,
    }),
  );
  jobs.wake();
}

/** Now and again and again until the signal, never twice at a time; what fails is told and tried at the next time. */
function every(ms: number, scope: Scope, work: () => Promise<unknown>): AsyncDisposable {
  let running: Promise<unknown> | undefined;
  function run(): void {
    if (running !== undefined || scope.signal.aborted) return;
    running = work()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (!scope.signal.aborted) scope.log.warn('work in the background failed', { reason });
      })
      .finally(() => {
        running = undefined;
      });
  }
  const timer = setInterval(run, Math.min(ms, 2 ** 31 - 1));
  timer.unref();
  run();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
