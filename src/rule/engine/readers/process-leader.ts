import type { RuntimeProcess } from '#model/runtime-event.ts';

const maxSteps = 256;

/**
 * The process that leads the session or the group, as far as the ancestors tell: the one whose own id it is, or the highest
 * ancestor that still belongs to it. Ids of other namespaces may be the same by chance, so that those count only as far as all belong.
 */
export function leaderOf(
  process: RuntimeProcess,
  of: 'session' | 'group' | 'virtualGroup',
): RuntimeProcess {
  const wanted = idOf(process, of);
  let highest = process;
  let belongs = true;
  let each: RuntimeProcess | undefined = process;
  for (let step = 0; step < maxSteps && each !== undefined; step += 1) {
    belongs &&= idOf(each, of) === wanted;
    if (ownId(each, of) === wanted && (belongs || of !== 'virtualGroup')) return each;
    if (belongs) highest = each;
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
