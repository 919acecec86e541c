import { join } from 'node:path';
import type { ContainerEngineControl } from '#contract/runtime.ts';
import type { ActionTarget } from '#model/response.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { present } from '../present.ts';
import { tryReadBytes } from '../proc/read.ts';

/** Where the writable layer of a container lies on the host, and those below it, uppermost first. */
export interface OverlayLayers {
  readonly upper?: string;
  readonly lower: readonly string[];
}

const engineTimeMs = 2000;

/** Asks the engine, then the kernel. */
export async function layersOf(
  target: ActionTarget,
  engine: ContainerEngineControl | undefined,
  proc: string,
  signal: AbortSignal,
): Promise<OverlayLayers> {
  const { container } = target;
  if (container !== undefined && engine !== undefined) {
    const told = await tryEngine(engine, container.id, signal);
    if (told?.upper !== undefined) return told;
  }
  const pid = container?.rootPid ?? target.pid;
  return pid !== undefined && isTrusted(container) ? mountedLayers(pid, proc) : { lower: [] };
}

/** A container that may mount can say whatever it likes of its root. */
function isTrusted(container: WorkloadContainer | undefined): boolean {
  return container?.privileged !== true && !container?.capabilities?.includes('CAP_SYS_ADMIN');
}

async function tryEngine(
  engine: ContainerEngineControl,
  id: string,
  signal: AbortSignal,
): Promise<OverlayLayers | undefined> {
  try {
    return await engine.layers(id, AbortSignal.any([signal, AbortSignal.timeout(engineTimeMs)]));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** From the options of the overlay that is the root of the process (/proc/PID/mountinfo). */
function mountedLayers(pid: number, proc: string): OverlayLayers {
  for (const line of (tryReadBytes(join(proc, String(pid), 'mountinfo')) ?? '').split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [type, , options = ''] = after.split(' ');
    if (before.split(' ')[4] !== '/' || type !== 'overlay') continue;
    const upper = optionOf(options, 'upperdir');
    const lower = optionOf(options, 'lowerdir')?.split(/(?<!\\):+/) ?? [];
    return { ...present({ upper }), lower: lower.map((path) => path.replaceAll('\\:', ':')) };
  }
  return { lower: [] };
}

/** Options of mountinfo are octal-escaped; a comma in a path stands behind a backslash. */
function optionOf(options: string, name: string): string | undefined {
  const parts = options
    .replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    )
    .split(/(?<!\\),/);
  const found = parts
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  const path = found[0]?.replaceAll('\\,', ',');
  return path?.startsWith('/') === true ? path : undefined;
}
