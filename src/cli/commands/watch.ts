import { join, resolve } from 'node:path';
import { watchAsAgent } from '#app/platform/live/agent.ts';
import { isPlatformAddress } from '#app/platform/live/forward.ts';
import { choiceOf } from '#app/runtime/container-choice.ts';
import { renderRuntime } from '#app/runtime/render.ts';
import { readRuleTexts } from '#app/runtime/rules.ts';
import { type WatchOptions, watch } from '#app/runtime/watch.ts';
import { CaissonError } from '#kit/error.ts';
import { keepMemorySteady } from '#kit/steady-memory.ts';
import { parseDuration } from '../duration.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import type { RuleFlags, StateFlags } from '../runtime-options.ts';
import { openSession } from '../session.ts';
import { readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { liveOptions } from './live-options.ts';
import { rulesOf } from './rule.ts';
import { openState, stateDirectory } from './runtime-state.ts';
import { type LiveListener, liveListener } from './watch-output.ts';

export interface WatchFlags extends RuleFlags, StateFlags {
  readonly container?: readonly string[];
  readonly image?: readonly string[];
  readonly namespace?: readonly string[];
  readonly host?: boolean;
  readonly events?: boolean;
  readonly repeats?: boolean;
  readonly format: 'table' | 'json' | 'falco';
  readonly send?: readonly string[];
  readonly learn?: boolean;
  readonly window?: string;
  readonly record?: string;
  readonly drift: WatchOptions['drift'];
  readonly respond: WatchOptions['respond'];
  readonly playbooks?: readonly string[];
  readonly for?: string;
  readonly strictCalls?: boolean;
  readonly sensor?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly audit?: string;
}

/** `caisson watch`: until it is interrupted, or the time is over. */
export async function runWatch(
  flags: WatchFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  keepMemorySteady();
  const { rules } = await rulesOf(flags, program, terminal);
  using store = openState(flags, terminal);
  using session = openSession(flags, terminal);
  const limit = flags.for === undefined ? [] : [AbortSignal.timeout(parseDuration(flags.for))];
  const scope = { ...session.scope, signal: AbortSignal.any([terminal.signal, ...limit]) };
  const listener = await listenerFor(flags, rules.length, terminal);
  const options = await optionsOf(flags, program, terminal);
  try {
    const hubs = (flags.send ?? []).filter(isPlatformAddress);
    if (hubs.length > 0) await watchAsAgent({ ...options, rules, tell: listener, hubs }, scope);
    else await watch({ ...options, rules, store, tell: listener }, scope);
  } catch (error) {
    if (!scope.signal.aborted || !isAbort(error)) throw error;
    // Interrupted by a person while it starts: `main` says so.
    if (!terminal.signal.aborted) throw tooShort();
  } finally {
    listener.end();
  }
  return exitCodes.ok;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function tooShort(): CaissonError {
  return new CaissonError('limit.time', 'the time was over before the watch had started', {
    hint: 'give it longer with --for: on a busy machine the start takes some seconds',
  });
}

async function listenerFor(
  flags: WatchFlags,
  rules: number,
  terminal: Terminal,
): Promise<LiveListener> {
  const { renderLive } = await renderRuntime.live();
  return liveListener({
    format: flags.format,
    isQuiet: flags.quiet === true,
    withHost: isHostTold(flags),
    rules,
    terminal,
    render: (item) => renderLive(item, liveOptions(terminal)),
  });
}

/** Who chooses containers is told of them alone. */
function isHostTold({ host, container, image, namespace }: WatchFlags): boolean {
  return host !== false && [container, image, namespace].every((one) => one === undefined);
}

async function optionsOf(
  flags: WatchFlags,
  program: Program,
  terminal: Terminal,
): Promise<Omit<WatchOptions, 'rules' | 'store' | 'tell'>> {
  const settings = readSettings({}, terminal);
  const catalogue = await program.runtimeCatalogue();
  return {
    isWanted: choiceOf({
      ...(flags.container !== undefined && { names: flags.container }),
      ...(flags.image !== undefined && { images: flags.image }),
      ...(flags.namespace !== undefined && { namespaces: flags.namespace }),
      withHost: flags.host !== false,
    }),
    // The kernel need not tell what nobody wants to hear.
    withHost: isHostTold(flags),
    everyEvent: flags.events === true,
    repeats: flags.repeats === true,
    strictCalls: flags.strictCalls === true,
    learn: flags.learn === true,
    ...(flags.window !== undefined && { windowMs: parseDuration(flags.window) }),
    drift: flags.drift,
    respond: flags.respond,
    playbooks: [
      ...catalogue.playbooks,
      ...(flags.playbooks ?? []).flatMap((path) =>
        readRuleTexts(resolve(terminal.workingDirectory, path)),
      ),
    ],
    sinks: (flags.send ?? []).filter((address) => !isPlatformAddress(address)),
    sensor: sensorPlaces(flags.sensor, catalogue.sensors, terminal),
    stateDirectory: stateDirectory(flags, terminal),
    configDirectory: settings.configDirectory,
    version: program.version,
    ...(flags.record !== undefined && {
      record: resolve(terminal.workingDirectory, flags.record),
    }),
    ...(flags.audit !== undefined && { audit: resolve(terminal.workingDirectory, flags.audit) }),
    clusterChoice: clusterChoice(flags, terminal),
    reportDirectory: join(settings.cacheDirectory, 'reports'),
    environment: { HOME: terminal.homeDirectory, ...terminal.environment },
  };
}

/** Which cluster this machine is a node of, where a person says it. */
export function clusterChoice(
  { kubeconfig, context }: Pick<WatchFlags, 'kubeconfig' | 'context'>,
  { workingDirectory }: Terminal,
): NonNullable<WatchOptions['clusterChoice']> {
  return {
    ...(kubeconfig !== undefined && { kubeconfig: resolve(workingDirectory, kubeconfig) }),
    ...(context !== undefined && { context }),
  };
}

/** Where the sensor is looked for: flag, environment, package, checkout. */
export function sensorPlaces(
  flag: string | undefined,
  sensors: string,
  terminal: Terminal,
): WatchOptions['sensor'] {
  const setting = flag ?? terminal.environment['CAISSON_SENSOR'];
  return {
    ...(setting !== undefined && setting !== '' && { setting }),
    dataDirectory: join(sensors, '..'),
    cacheDirectory: join(readSettings({}, terminal).cacheDirectory, 'sensor'),
    buildDirectory: join(sensors, '..', '..', 'native', 'build'),
  };
}
