import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { OpenArtifact, Source } from '#contract/source.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ImageFacts } from '#model/artifact.ts';
import { imageFacts } from '../image/config.ts';
import { processSource } from '../tree/sources.ts';
import { engineApi, pathOf } from './api.ts';
import { containerdSource } from './containerd.ts';
import { type ContainerdContainer, findContainer } from './containerd-store.ts';
import { inspectImage } from './engine-image.ts';
import { parseEngineContainer } from './inspect.ts';
import { canReach } from './reach.ts';
import type { EngineSettings } from './settings.ts';
import type { ApiEngine } from './socket.ts';

/** A container that runs: its first process, and its image where the engine still has it. */
interface Running {
  readonly pid: number;
  readonly image: ImageFacts | undefined;
}

/**
 * Running containers: `container:NAME` or `container:ID`, of Docker, Podman or containerd (by id). Its files are read
 * through `/proc/PID/root`, as it sees them, which needs root. Throws `input.not-found` also for one that is stopped.
 */
export function containerSource(settings: EngineSettings): Source {
  return {
    kind: 'source',
    id: 'container',
    revision: 1,
    title: 'running container',
    schemes: ['container:'],
    async open({ locator }, scope) {
      const { pid, image } = await findRunning(pathOf(locator), settings, scope);
      const opened = await processSource.open({ scheme: 'pid:', locator: String(pid) }, scope);
      return {
        ...opened,
        artifact: { kind: 'container', reference: locator, source: 'container:' },
        ...(image && { image }),
        [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
      };
    },
  };
}

async function findRunning(name: string, settings: EngineSettings, scope: Scope): Promise<Running> {
  const asked: string[] = [];
  for (const engine of ['docker', 'podman'] as const) {
    if (!(await canReach(`${engine}:`, settings))) continue;
    asked.push(engine);
    const running = await inEngine(engine, name, settings, scope);
    if (running !== undefined) return running;
  }
  if (await canReach('containerd:', settings)) {
    asked.push('containerd');
    const container = findContainer(name, settings);
    if (container !== undefined) return await inContainerd(container, settings, scope);
  }
  if (asked.length > 0)
    throw new CaissonError(
      'input.not-found',
      `no container ${quote(name)} in ${asked.join(', ')}`,
      { hint: 'containerd knows containers by their full id only' },
    );
  throw new CaissonError('host.missing-feature', 'no container engine can be asked here', {
    hint: 'start one, set DOCKER_HOST, or name a process of the container with "pid:"',
  });
}

async function inEngine(
  engine: ApiEngine,
  name: string,
  settings: EngineSettings,
  scope: Scope,
): Promise<Running | undefined> {
  const api = await engineApi(engine, settings);
  const what = `the container ${quote(name)}`;
  const inspect = await api.json(`/containers/${name}/json`, what, scope);
  if (inspect === undefined) return undefined;
  const { pid, imageId } = parseEngineContainer(inspect, what);
  if (pid === undefined) throw stopped(name, engine);
  // The image may have been removed from under the container: that is no reason not to look at the container.
  const image = imageId && (await inspectImage(api, imageId, scope).catch(orNothing));
  return { pid, image: image ? imageFacts(image.config, { names: image.names }) : undefined };
}

async function inContainerd(
  container: ContainerdContainer,
  settings: EngineSettings,
  scope: Scope,
): Promise<Running> {
  const { id, image } = container;
  const pid = taskPid(container, settings);
  if (pid === undefined) throw stopped(id, 'containerd');
  const opened = image
    ? await openImage(image, { ...settings, namespaces: [container.namespace] }, scope)
    : undefined;
  return { pid, image: opened?.image };
}

async function openImage(
  locator: string,
  settings: EngineSettings,
  scope: Scope,
): Promise<OpenArtifact | undefined> {
  const source = containerdSource(settings);
  return await source.open({ scheme: 'containerd:', locator }, scope).catch(orNothing);
}

/** The pid that containerd's shim wrote when the task was created. */
function taskPid(container: ContainerdContainer, settings: EngineSettings): number | undefined {
  const { namespace, id } = container;
  const tasks = join(settings.containerdState, 'io.containerd.runtime.v2.task');
  try {
    const pid = Number(readFileSync(join(tasks, namespace, id, 'init.pid'), 'utf8').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    // No task, no process.
    return undefined;
  }
}

function orNothing(error: unknown): undefined {
  if (!isCaissonError(error)) throw error;
}

function stopped(name: string, engine: string): CaissonError {
  return new CaissonError('input.not-found', `the container ${quote(name)} does not run`, {
    hint: `start it, or scan its image with "${engine}:"`,
  });
}
