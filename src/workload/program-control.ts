import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CaissonError } from '#kit/error.ts';
import { printable, quote } from '#kit/text.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { EngineVerb } from './control.ts';
import { exists, isStep, namesIn } from './disk.ts';
import type { WorkloadOptions } from './options.ts';

/** Containers that no API knows, by the programs of who runs them. */
export interface ProgramControl {
  /** Throws `host.missing-feature` for what cannot be done, `host.io` when the program fails. */
  tell(
    verb: EngineVerb,
    container: WorkloadContainer,
    graceMs: number,
    signal: AbortSignal,
  ): Promise<void>;
}

const programMs = 30_000;
const pollMs = 100;

/** By `runc` for bare containers, by `ctr` for those of containerd. */
export function programControl(options: WorkloadOptions): ProgramControl {
  return {
    async tell(verb, container, graceMs, signal) {
      const { id } = container;
      if (!isStep(id))
        throw new CaissonError('usage.invalid-argument', `${quote(id)} is not a container's id`);
      const program = programOf(container, options);
      if (verb === 'restart') throw refusal(container, verb);
      if (verb === 'stop') {
        await runProgram(program, program.signal('TERM'), signal);
        await ended(container, options, graceMs, signal);
        if (container.rootPid !== undefined && !isAlive(container, options)) return;
      }
      const isKill = verb === 'stop' || verb === 'kill';
      await runProgram(program, isKill ? program.signal('KILL') : program.plain(verb), signal);
    },
  };
}

interface Program {
  readonly name: string;
  readonly signal: (name: string) => readonly string[];
  readonly plain: (verb: 'pause' | 'unpause') => readonly string[];
}

function programOf(container: WorkloadContainer, options: WorkloadOptions): Program {
  const { id } = container;
  const root = options.runcRoots.find((it) => exists(join(it, id)));
  if (root !== undefined)
    return {
      name: exists(join(root, id, 'status')) ? 'crun' : 'runc',
      signal: (name) => ['--root', root, 'kill', id, name],
      plain: (verb) => ['--root', root, verb === 'pause' ? 'pause' : 'resume', id],
    };
  for (const state of options.containerdStates)
    for (const namespace of namesIn(join(state, tasks)).filter(isStep)) {
      if (!exists(join(state, tasks, namespace, id))) continue;
      const common = [
        '--address',
        join(state, 'containerd.sock'),
        '--namespace',
        namespace,
        'tasks',
      ];
      return {
        name: 'ctr',
        signal: (name) => [...common, 'kill', '--all', '--signal', `SIG${name}`, id],
        plain: (verb) => [...common, verb === 'pause' ? 'pause' : 'resume', id],
      };
    }
  throw refusal(container, 'be told anything');
}

const tasks = 'io.containerd.runtime.v2.task';

async function runProgram(
  program: Program,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  execFile(
    program.name,
    [...args],
    { timeout: programMs, signal, maxBuffer: 1 << 20 },
    (error, _out, problem) => {
      if (error) reject(failureOf(error, program.name, problem));
      else resolve();
    },
  );
  await promise;
}

function failureOf(cause: Error, program: string, problem: string): unknown {
  if (cause.name === 'AbortError') return cause;
  if ('code' in cause && cause.code === 'ENOENT')
    return new CaissonError(
      'host.missing-feature',
      `the program ${quote(program)} is not installed`,
    );
  const text = printable(problem.trim().slice(-300));
  return new CaissonError('host.io', `${quote(program)} failed: ${text}`, { cause });
}

async function ended(
  container: WorkloadContainer,
  options: WorkloadOptions,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let waited = 0; waited < graceMs && isAlive(container, options); waited += pollMs)
    await delay(pollMs, undefined, { signal });
}

function isAlive({ rootPid }: WorkloadContainer, { proc }: WorkloadOptions): boolean {
  return rootPid === undefined || exists(join(proc, String(rootPid), 'exe'));
}

function refusal(container: WorkloadContainer, what: string): CaissonError {
  return new CaissonError(
    'host.missing-feature',
    `the container ${quote(container.name ?? container.id)} of ${container.engine} cannot ${what} from here`,
    { hint: 'its engine has no API that can be reached' },
  );
}
