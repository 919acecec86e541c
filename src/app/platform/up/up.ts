import type { Scope } from '#contract/scope.ts';
import { aborted } from '#kit/abort.ts';
import { startWork } from '../continuous/start-work.ts';
import { startDelivery } from '../delivery/delivery.ts';
import { authenticatorOf } from '../identity/authenticator.ts';
import { firstRunToken } from '../identity/first-run.ts';
import { RuntimeIngest } from '../live/ingest.ts';
import { ingestDoor, storeFromBus } from '../live/ingest-door.ts';
import { type LiveWatch, startLiveWatch } from '../live/live-watch.ts';
import { LocalResponses } from '../live/local-responses.ts';
import { maintainRuntime, workOnUsage } from '../live/usage-work.ts';
import { openPlatform } from '../open-platform.ts';
import { runSchedules, workReports } from '../operations/report.ts';
import { operationsOf } from '../operations.ts';
import { externalOf } from './external.ts';
import { FaultWatch } from './fault-watch.ts';
import { LiveRules } from './live-rules.ts';
import { platformMetrics } from './metrics.ts';
import { pageAddress } from './page-address.ts';
import { operationParts } from './parts.ts';
import { actingPlaces, liveOptions, nodeOf, shownStore, workOptions } from './places.ts';
import { platformTasks } from './tasks.ts';
import type { UpOptions } from './up-options.ts';
import { webSettings } from './web-settings.ts';

/** Runs the platform until the signal of the scope. Throws what a wrong setting, the store or the address throws. */
export async function up(options: UpOptions, scope: Scope): Promise<void> {
  const { config, tell } = options;
  await using platform = await openPlatform(options, scope);
  if (platform.migrated.length > 0) tell.migrated(platform.migrated);
  await using faults = new FaultWatch(platform);
  const rules = new LiveRules(platform.database, options.runtime.rules, config.list('rules'));
  const ingest = new RuntimeIngest(platform, platform.events, nodeOf(options));
  await using running = new AsyncDisposableStack();
  running.use(closedLate(platform.database, scope.signal));
  const taking = { ...platform, ingest };
  running.use(await storeFromBus(taking));
  running.use(workOnUsage(platform));
  running.use(maintainRuntime(platform, platform.believed, config));
  let live: LiveWatch | undefined;
  const responses = new LocalResponses(nodeOf(options), actingPlaces(options), scope);
  const parts = operationParts(options, {
    platform,
    faults,
    rules,
    ingest: ingestDoor(taking),
    responses,
    onRules: () => live?.restart(),
  });
  running.use(startDelivery(parts.delivery));
  running.use(workReports(parts.reports));
  const tasks = platformTasks(platform, config, () => runSchedules(parts.reports));
  running.use(await startWork(platform, workOptions(options, tasks), scope));
  const web = await options.openWebFace({
    operations: operationsOf(parts.operations),
    authenticator: authenticatorOf(platform.database, scope.clock, scope.log),
    settings: webSettings(options),
    scope,
    readiness: async () => faults.words,
    metrics: () => platformMetrics(platform),
    refused: async (entry) => {
      await platform.database.transaction((tx) => platform.audit.append(tx, entry));
    },
    ...(options.consoleDirectory !== undefined && { consoleDirectory: options.consoleDirectory }),
    ...externalOf(options, platform),
  });
  running.defer(() => web.close());
  const listened = await web.listen();
  const isWatching = config.text('watch') !== 'off';
  if (isWatching) {
    live = startLiveWatch(liveOptions(options, { rules, ingest }), scope);
    running.use(live);
  }
  const url = config.text('url') === '' ? pageAddress(listened.url) : listened.url;
  const token = await firstRunToken(platform.database, scope.clock);
  tell.ready({
    url,
    store: shownStore(options),
    bus: platform.bus.state.kind === 'nats' ? platform.bus.state.server : '',
    watches: isWatching,
    ...(token !== undefined && { firstRun: `${url}/welcome#token=${token}` }),
  });
  await aborted(scope.signal);
  tell.stopping();
}

const patienceMs = 20_000;

/** Whoever still waits for the store so long after the end was asked for waits for one that is gone: it is closed, and they end. */
function closedLate(database: AsyncDisposable, signal: AbortSignal): Disposable {
  let timer: NodeJS.Timeout | undefined;
  function begin(): void {
    timer = setTimeout(() => void database[Symbol.asyncDispose](), patienceMs);
  }
  signal.addEventListener('abort', begin, { once: true });
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
