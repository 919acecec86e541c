import { CaissonError } from '#kit/error.ts';
import type { ActionRequest } from '#model/response.ts';
import type { ResponsePorts } from '../ports.ts';
import type { Action } from './action.ts';
import { handleText } from './cluster-object.ts';
import { durationIn } from './options.ts';

const defaultGraceMs = 10_000;

/** Asks the engine to stop the container: SIGTERM, then SIGKILL. */
export const stopContainer: Action = {
  kind: 'stop-container',
  impact: 'disrupt',
  takesOut: true,
  afterCrash: 'finish',
  options: { grace: 'duration' },
  outline: (request, { processes }, ports) => ({
    steps: [`ask ${engineName(request)} to stop the container`],
    blastRadius: [
      { label: 'processes', text: processes === undefined ? 'all' : `${processes} end` },
    ],
    refusals: engineRefusals(request, ports),
    instead: 'freeze',
  }),
  prepare: ({ request }) => containerHandle(request),
  async run(handle, { ports, request, scope }) {
    const grace = durationIn(request.options, 'grace') ?? defaultGraceMs;
    await engineOf(ports).stop(handleText(handle, 'container'), grace, scope.signal);
    return {};
  },
};

/** Starts the container anew from its image; its writable layer stays. */
export const restartContainer: Action = {
  kind: 'restart-container',
  impact: 'disrupt',
  takesOut: true,
  // Whether it was done cannot be told, and a second time would cost the application another start.
  afterCrash: 'fail',
  options: {},
  outline: (request, { processes }, ports) => ({
    steps: [`ask ${engineName(request)} to restart the container`],
    blastRadius: [
      { label: 'processes', text: processes === undefined ? 'all' : `${processes} end` },
      { label: 'files', text: 'changed files stay: what was dropped there is still there' },
    ],
    refusals: [
      ...engineRefusals(request, ports),
      ...(request.target.container?.pod === undefined
        ? []
        : ['containers of pods are restarted by their kubelet: use delete-pod']),
    ],
    instead: request.target.container?.pod === undefined ? 'freeze' : 'delete-pod',
  }),
  prepare: ({ request }) => containerHandle(request),
  async run(handle, { ports, scope }) {
    await engineOf(ports).restart(handleText(handle, 'container'), scope.signal);
    return {};
  },
};

function containerHandle({ target }: ActionRequest): Promise<{ readonly container: string }> {
  if (target.container === undefined)
    throw new CaissonError('usage.invalid-argument', 'the target is no container');
  return Promise.resolve({ container: target.container.id });
}

function engineOf({ engine }: ResponsePorts) {
  if (engine === undefined)
    throw new CaissonError('host.missing-feature', 'no container engine can be asked');
  return engine;
}

function engineRefusals({ target }: ActionRequest, { engine }: ResponsePorts): readonly string[] {
  const refusals: string[] = [];
  if (target.container === undefined) refusals.push('the target is no container');
  if (engine === undefined) refusals.push('no container engine can be asked');
  return refusals;
}

function engineName({ target }: ActionRequest): string {
  return target.container?.engine ?? 'the engine';
}
