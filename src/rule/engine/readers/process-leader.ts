import type { RuntimeProcess } from '#model/runtime-event.ts';

/**
 * The process that leads the session or the group, as far as the ancestors tell: the one whose own id it is, or the highest
 * ancestor that still belongs to it.
 */
export function leaderOf(
  process: RuntimeProcess,
  of: 'session' | 'group' | 'virtualGroup',
): RuntimeProcess {
  const wanted = idOf(process, of);
  let highest = process;
  let each: RuntimeProcess | undefined = process;
  for (let step = 0; step < 256 && each !== undefined; step += 1) {
    if (idOf(each, of) !== wanted) return highest;
    if (ownId(each, of) === wanted) return each;
    highest = each;
    each = each.parent;
  }
  return highest;
}

function idOf(process: RuntimeProcess, of: 'session' | 'group' | 'virtualGroup'): number {
  if (of === 'virtualGroup') return process.virtualGroup ?? process.group;
  return of === 'session' ? process.session : process.group;
}

function ownId(process: RuntimeProcess, of: 'session' | 'group' | 'virtualGroup'): number {
  return of === 'virtualGroup' ? (process.virtualPid ?? process.pid) : process.pid;
}
