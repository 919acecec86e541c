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

/** What builds runs what it has just made; then that is its ordinary life. */
const builders = new Set(
  'make gmake ninja samu cmake ctest meson bazel cargo go npm yarn pnpm node-gyp gradle mvn dpkg-buildpackage rpmbuild abuild makepkg'.split(
    ' ',
  ),
);
const initialName = /^(?:runc|youki):\[/;

/** Why a process's behaviour is not the workload's own; `probe` is the orchestrator's, `runtime` what sets a container up: they say nothing at all. */
export type Unlearnable =
  | 'drift'
  | 'interactive shell'
  | 'entered from outside'
  | 'probe'
  | 'runtime';

/** Whether what a process does may be learnt; the process tree is looked at up to the container's first process. */
export function unlearnable(process: RuntimeProcess): Unlearnable | undefined {
  if (isRuntime(process)) return 'runtime';
  const line = lineOf(process);
  if (hasDrifted(line)) return 'drift';
  if (line.some(isInteractive)) return 'interactive shell';
  const top = line.at(-1) ?? process;
  if (process.container === undefined || !hasEntered(top, process.container)) return undefined;
  if (isProbe(top, process.container)) return 'probe';
  return line.some(({ tty }) => tty !== 0) ? 'entered from outside' : undefined;
}

/** Whether a process is an engine's or an orchestrator's own: then what it does is nobody's behaviour. */
export function isNobodys(process: RuntimeProcess): boolean {
  const reason = unlearnable(process);
  return reason === 'probe' || reason === 'runtime';
}

/** Whether a process came by an engine's `exec`: a job of the host, or a person. What it does is normal when it comes again. */
export function isVisit(process: RuntimeProcess): boolean {
  const { container } = process;
  return container !== undefined && hasEntered(lineOf(process).at(-1) ?? process, container);
}

/** Whether a process is the one that becomes a container's: it has not started the container's program yet. */
function isRuntime({ name, exePath, file, parent }: RuntimeProcess): boolean {
  if (!initialName.test(name)) return false;
  if (exePath === '') return true;
  return file?.overlay !== true && parent !== undefined && /^(?:runc|youki)/.test(parent.name);
}

/** A program that no layer holds and that no build made. */
function hasDrifted(line: readonly RuntimeProcess[]): boolean {
  return line.some(
    (one, at) =>
      isDrifted(one) && (one.file?.memory === true || !line.slice(at + 1).some(isBuilder)),
  );
}

/** A tool of the image itself. */
function isBuilder(process: RuntimeProcess): boolean {
  return builders.has(lastName(process.exePath)) && !isDrifted(process);
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
