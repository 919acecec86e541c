import type { ContainerDirectory, ContainerEngineControl } from '#contract/runtime.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { WorkloadContainer, WorkloadImage } from '#model/workload.ts';
import { exists } from './disk.ts';
import { type EngineApi, engineApi, idPart } from './engine-api.ts';
import { memberAt, numberAt, textAt } from './json-field.ts';
import { layersOfProcess, type OverlayLayers } from './layers.ts';
import type { WorkloadOptions } from './options.ts';
import { programControl } from './program-control.ts';

/** What an engine can be told to do with one container. */
export type EngineVerb = 'stop' | 'kill' | 'restart' | 'pause' | 'unpause';

/**
 * Containers are stopped, paused and described by the engine that runs them: over the API of Docker or podman; by the
 * programs `ctr` and `runc` where no API knows the container. Throws `input.not-found` for one that nobody knows,
 * `host.missing-feature` for what its engine cannot do, `access.*` when the engine does not answer.
 */
export function engineControl(
  options: WorkloadOptions,
  directory: Pick<ContainerDirectory, 'containers'>,
): ContainerEngineControl {
  const sockets = [...options.dockerSockets, ...options.podmanSockets];
  const apis = sockets.map((socket) => engineApi(socket, options.answerMs));

  async function owner(id: string, signal: AbortSignal): Promise<Owner> {
    let failure: CaissonError | undefined;
    for (const api of apis) {
      if (!exists(api.socket)) continue;
      try {
        const inspect = await api.get(`/containers/${idPart(id)}/json`, signal);
        if (isRecord(inspect)) return { api, inspect };
      } catch (error) {
        if (!isCaissonError(error)) throw error;
        failure = error;
      }
    }
    const container = directory.containers.find((it) => it.id === id || it.shortId === id);
    if (container) return { container };
    throw (
      failure ?? new CaissonError('input.not-found', `no engine runs the container ${quote(id)}`)
    );
  }

  async function tell(
    verb: EngineVerb,
    id: string,
    signal: AbortSignal,
    graceMs = 0,
  ): Promise<void> {
    const found = await owner(id, signal);
    if ('container' in found)
      return await programControl(options).tell(verb, found.container, graceMs, signal);
    const seconds = Math.ceil(graceMs / 1000);
    const query = verb === 'stop' || verb === 'restart' ? `?t=${seconds}` : '';
    const path = `/containers/${idPart(id)}/${verb}${query}`;
    return await found.api.post(path, signal, options.answerMs + graceMs);
  }

  return {
    stop: async (id, graceMs, signal) => await tell('stop', id, signal, graceMs),
    kill: async (id, signal) => await tell('kill', id, signal),
    restart: async (id, signal) => await tell('restart', id, signal, restartGraceMs),
    pause: async (id, signal) => await tell('pause', id, signal),
    unpause: async (id, signal) => await tell('unpause', id, signal),
    async inspect(id, signal) {
      const found = await owner(id, signal);
      // The answer was JSON, and nothing else comes out of a parser of JSON.
      return ('inspect' in found ? found.inspect : { ...found.container }) as JsonObject;
    },
    async layers(id, signal) {
      return layersOf(await owner(id, signal), options);
    },
    replicas: (image, name) =>
      directory.containers.filter((it) => isReplica(it, image, name)).length,
  };
}

const restartGraceMs = 10_000;

type Owner =
  | { readonly api: EngineApi; readonly inspect: Readonly<Record<string, unknown>> }
  | { readonly container: WorkloadContainer };

function layersOf(owner: Owner, options: WorkloadOptions): OverlayLayers {
  if ('container' in owner) return layersOfPid(owner.container.rootPid, options);
  const data = memberAt(owner.inspect, 'GraphDriver', 'Data');
  const upper = textAt(data, 'UpperDir');
  const lower = textAt(data, 'LowerDir')?.split(':') ?? [];
  if (upper !== undefined) return { upper, lower };
  return layersOfPid(numberAt(owner.inspect, 'State', 'Pid'), options);
}

function layersOfPid(pid: number | undefined, options: WorkloadOptions): OverlayLayers {
  return pid ? layersOfProcess(options.proc, pid) : { lower: [] };
}

/** Of the same image; with a name, of the same role: names that differ only in the number at their end. */
function isReplica(
  container: WorkloadContainer,
  image: WorkloadImage | undefined,
  name: string | undefined,
): boolean {
  const sameImage =
    image === undefined ||
    (image.id !== undefined && container.image?.id !== undefined
      ? container.image.id === image.id
      : container.image?.reference === image.reference);
  return sameImage && (name === undefined || roleOf(container) === roleOfName(name));
}

function roleOf({ pod, name = '' }: WorkloadContainer): string {
  return roleOfName(pod?.container ?? name);
}

function roleOfName(name: string): string {
  return name.replace(/[-_]\d{1,9}$/, '');
}
