import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { ActingPlaces } from '../../runtime/respond.ts';
import { withoutCredentials } from '../config/shown-value.ts';
import type { ScheduledTask, WatchedKubeconfig, WorkOptions } from '../continuous/options.ts';
import { deliverLocally } from '../live/deliver-local.ts';
import type { RuntimeIngest } from '../live/ingest.ts';
import type { LiveOptions } from '../live/live-watch.ts';
import { storeOf } from '../open-platform.ts';
import type { LiveRules } from './live-rules.ts';
import type { UpOptions } from './up-options.ts';

/** What this machine is called. */
export function nodeOf({ config }: Pick<UpOptions, 'config'>): string {
  return config.text('node') || hostname();
}

/** Where actions find what they need. */
export function actingPlaces(options: UpOptions): ActingPlaces {
  const { sensor, stateDirectory, configDirectory, version, environment } = options;
  return { sensor, stateDirectory, configDirectory, version, environment };
}

/** What the continuous work is told. */
export function workOptions(options: UpOptions, tasks: readonly ScheduledTask[]): WorkOptions {
  const { config, program, registry, openIndex, homeDirectory } = options;
  return {
    program,
    registry,
    openIndex,
    homeDirectory,
    tasks,
    node: nodeOf(options),
    cluster: '',
    discover: config.isOn('discover'),
    hostScan: config.isOn('host-scan'),
    kubeconfigs: config.list('kubeconfigs').map(watchedKubeconfig),
    scan: {
      parallel: config.count('scan.parallel'),
      memoryBytes: config.bytes('scan.memory'),
      timeMs: config.milliseconds('scan.time'),
    },
    updateEveryMs: config.milliseconds('update.every'),
  };
}

/** `FILE`, `FILE#CONTEXT`, `NAME=FILE#CONTEXT`, or `in-cluster`. */
function watchedKubeconfig(text: string): WatchedKubeconfig {
  const [, given, rest = ''] = /^(?:([^=/#]+)=)?(.*)$/u.exec(text) ?? [];
  if (rest === 'in-cluster') return { name: given ?? 'in-cluster' };
  const [kubeconfig = '', context] = rest.split('#');
  const name =
    given ?? context ?? (basename(kubeconfig).replace(/\.(?:ya?ml|conf)$/u, '') || 'cluster');
  return { name, kubeconfig, ...(context !== undefined && { context }) };
}

/** What the watch of this machine is told. */
export function liveOptions(
  options: UpOptions,
  { rules, ingest }: { readonly rules: LiveRules; readonly ingest: RuntimeIngest },
): LiveOptions {
  const { config, runtime, sensor, stateDirectory, configDirectory, reportDirectory } = options;
  const node = nodeOf(options);
  return {
    rules: () => rules.current(),
    node,
    deliver: deliverLocally(ingest, node),
    isWanted: () => true,
    withHost: true,
    everyEvent: false,
    repeats: false,
    strictCalls: false,
    drift: 'off',
    learn: config.isOn('learn'),
    respond: respondMode(config.text('respond')),
    playbooks: runtime.playbooks,
    sinks: [],
    sensor,
    stateDirectory,
    configDirectory,
    reportDirectory,
    version: options.version,
    environment: { HOME: options.homeDirectory, ...options.environment },
  };
}

function respondMode(word: string): LiveOptions['respond'] {
  return word === 'on' || word === 'off' ? word : 'simulate';
}

/** The store for people: never with its password. */
export function shownStore(options: UpOptions): string {
  return withoutCredentials(storeOf(options));
}
