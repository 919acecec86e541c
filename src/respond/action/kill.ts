import { CaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionRequest } from '#model/response.ts';
import type { ResponsePorts } from '../ports.ts';
import { isSameStart, startSinceBoot } from '../proc/start.ts';
import type { Action } from './action.ts';
import { membersOf } from './hold.ts';
import { cgroupMembers, commandIfThere } from './sensor-target.ts';

/** Kills one process, or it and all that it started. */
export const killProcess: Action = {
  kind: 'kill-process',
  impact: 'disrupt',
  takesOut: false,
  afterCrash: 'finish',
  options: { tree: 'boolean' },
  outline: (request, { isFirstProcess }, ports) => ({
    steps: [
      `kill process ${request.target.pid ?? '?'}${request.options['tree'] === false ? '' : ' and all that it started'}`,
    ],
    blastRadius: isFirstProcess
      ? [{ label: 'container', text: 'ends: this is its first process' }]
      : [{ label: 'container', text: 'goes on without this process' }],
    refusals: killRefusals(request, ports),
    instead: 'freeze',
  }),
  prepare({ request, ports, scope }) {
    const { pid, processStart } = request.target;
    if (pid === undefined) throw new CaissonError('usage.invalid-argument', 'no process is named');
    const proc = ports.proc ?? '/proc';
    const since = startSinceBoot(pid, proc);
    if (since === undefined)
      throw new CaissonError('input.not-found', `process ${pid} is gone already`);
    if (
      processStart !== undefined &&
      !isSameStart(pid, processStart, scope.clock().getTime(), proc)
    )
      throw new CaissonError('input.not-found', `process ${pid} is another one by now`);
    return Promise.resolve({
      members: { pid, start: since * 1_000_000, tree: request.options['tree'] !== false },
    });
  },
  async run(handle, { ports }) {
    await commandIfThere(ports, 'kill', membersOf(handle));
    return {};
  },
};

function killRefusals({ target }: ActionRequest, ports: ResponsePorts): readonly string[] {
  const refusals: string[] = [];
  if (target.pid === undefined) refusals.push('no process is named');
  if (ports.sensor === undefined) refusals.push('no sensor runs here');
  return refusals;
}

/** Kills all processes of a container; its engine or orchestrator may start it again. */
export const killContainer: Action = {
  kind: 'kill-container',
  impact: 'disrupt',
  takesOut: true,
  afterCrash: 'finish',
  options: {},
  outline: ({ target }, { processes }, { sensor, engine }) => ({
    steps: ['kill all processes of the container at once'],
    blastRadius: [
      { label: 'processes', text: processes === undefined ? 'all' : `${processes} end` },
      { label: 'data', text: 'what was only in memory is lost' },
    ],
    refusals:
      sensor === undefined && (engine === undefined || target.container === undefined)
        ? ['neither a sensor nor an engine can be asked']
        : [],
    instead: 'freeze',
  }),
  prepare: ({ request, ports }) => Promise.resolve(containerHandle(request, ports)),
  async run(handle, { ports, scope }) {
    const id = handle['container'];
    if (typeof id !== 'string') {
      await commandIfThere(ports, 'kill', membersOf(handle));
      return {};
    }
    if (ports.engine === undefined)
      throw new CaissonError('host.missing-feature', 'no container engine can be asked');
    await ports.engine.kill(id, scope.signal);
    return {};
  },
};

/** The kernel kills all at once where it knows the cgroup; an engine is asked otherwise. */
function containerHandle({ target }: ActionRequest, ports: ResponsePorts): JsonObject {
  const { container, cgroupId } = target;
  if (cgroupId !== undefined && ports.sensor !== undefined)
    return { members: cgroupMembers(target) };
  if (container !== undefined && ports.engine !== undefined) return { container: container.id };
  const pid = container?.rootPid;
  const since = pid === undefined ? undefined : startSinceBoot(pid, ports.proc ?? '/proc');
  if (pid === undefined || since === undefined)
    throw new CaissonError('input.not-found', 'the container does not run any more');
  return { members: { pid, start: since * 1_000_000, tree: true } };
}
