import type { RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';

const maxDepth = 32;
/** A process that begins this soon after its container is what the engine started. */
const startMs = 60_000;
const shells = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  'zsh',
  'ksh',
  'mksh',
  'fish',
  'csh',
  'tcsh',
  'busybox',
  'pwsh',
]);
const loginFlags = new Set(['-i', '-l', '-il', '-li', '--login', '--interactive', '-']);

/** Why a process's behaviour is not the workload's own; `probe` is the orchestrator's and says nothing at all. */
export type Unlearnable = 'drift' | 'interactive shell' | 'entered from outside' | 'probe';

/** Whether what a process does may be learnt; the process tree is looked at up to the container's first process. */
export function unlearnable(process: RuntimeProcess): Unlearnable | undefined {
  const line = lineOf(process);
  if (line.some(isDrifted)) return 'drift';
  if (line.some(isInteractive)) return 'interactive shell';
  const top = line.at(-1) ?? process;
  if (process.container === undefined || !hasEntered(top, process.container)) return undefined;
  return isProbe(top, process.container) ? 'probe' : 'entered from outside';
}

/** Pids of a process and its ancestors within the container, itself first. */
export function treeOf(process: RuntimeProcess): readonly number[] {
  return lineOf(process).map(({ pid }) => pid);
}

/** A process and its ancestors in the same container. */
function lineOf(process: RuntimeProcess): readonly RuntimeProcess[] {
  const line: RuntimeProcess[] = [];
  let at: RuntimeProcess | undefined = process;
  while (at !== undefined && line.length < maxDepth && at.container?.id === process.container?.id) {
    line.push(at);
    at = at.parent;
  }
  return line;
}

/** Runs what no layer of the image holds. */
function isDrifted({ file }: RuntimeProcess): boolean {
  if (file === undefined) return false;
  if (file.memory || (file.overlay && file.upperLayer)) return true;
  return file.origin?.kind === 'added' || file.origin?.kind === 'altered';
}

/** A shell on a terminal that was given nothing to run. */
function isInteractive({ tty, name, exePath, args }: RuntimeProcess): boolean {
  if (tty === 0) return false;
  const program = exePath.slice(exePath.lastIndexOf('/') + 1);
  return (
    (shells.has(program) || shells.has(name)) &&
    args.every((arg) => loginFlags.has(arg) || arg === 'sh')
  );
}

/** Started by an engine's `exec`, not by the container's own first process. */
function hasEntered(top: RuntimeProcess, container: WorkloadContainer): boolean {
  if (top.parent === undefined) return false;
  if (container.rootPid !== undefined) return top.pid !== container.rootPid;
  if (container.hostPid === true || top.virtualPid === undefined || top.virtualPid === 1)
    return false;
  return container.created === undefined || top.start - container.created > startMs;
}

function isProbe(top: RuntimeProcess, { probes = [] }: WorkloadContainer): boolean {
  const own = [top.exe, ...top.args];
  return probes.some(
    (probe) =>
      probe.length === own.length &&
      probe.every(
        (word, index) =>
          word === own[index] || (index === 0 && lastName(word) === lastName(top.exePath)),
      ),
  );
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
