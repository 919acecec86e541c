import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { openRuntimeStore, type RuntimeStore } from '#app/runtime/state.ts';
import type { StateFlags } from '../runtime-options.ts';
import type { Terminal } from '../terminal.ts';

/** Where this machine keeps what it knows of running containers: flag before environment before the usual place. */
export function stateDirectory({ state }: StateFlags, terminal: Terminal): string {
  const { environment, homeDirectory, workingDirectory } = terminal;
  const named = state ?? environment['CAISSON_STATE'];
  if (named) return resolve(workingDirectory, named);
  const base = environment['XDG_STATE_HOME'] || join(homeDirectory, '.local', 'state');
  return join(base, 'caisson');
}

/** Opens the store of the state directory. Throws `host.io`. */
export function openState(flags: StateFlags, terminal: Terminal): RuntimeStore {
  return openRuntimeStore(join(stateDirectory(flags, terminal), 'runtime.sqlite'));
}

/** The name of the person at the terminal, for records; behind sudo the one who called it. */
export function personAt({ environment }: Terminal): string {
  const name = environment['SUDO_USER'] || environment['USER'] || environment['LOGNAME'];
  if (name) return name;
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
