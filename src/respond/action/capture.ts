import { CaissonError } from '#kit/error.ts';
import type { ResponsePorts } from '../ports.ts';
import type { Action } from './action.ts';
import { subjectOf } from './facts.ts';

/** Records more of a container for a while: what it sends and receives, names it looks up. */
export const capture: Action = {
  kind: 'capture',
  impact: 'observe',
  takesOut: false,
  defaultTtlMs: 900_000,
  afterCrash: 'finish',
  options: { packets: 'boolean', network: 'boolean', writes: 'boolean' },
  hold: ({ target }) => `capture/${subjectOf(target)}`,
  outline: (_request, _facts, { recorder }) => ({
    steps: ['record more of what the container does'],
    undo: 'record as before',
    refusals: recorder === undefined ? ['no flight recorder runs here'] : [],
  }),
  prepare: ({ request }) => Promise.resolve({ hold: `capture/${subjectOf(request.target)}` }),
  async run(_handle, { request, ports }) {
    await recorderOf(ports).raise(request.target, request.options);
    return {};
  },
  async undo(_handle, { request, ports, others }) {
    if (others.length === 0) await recorderOf(ports).lower(request.target);
  },
};

function recorderOf({ recorder }: ResponsePorts) {
  if (recorder === undefined)
    throw new CaissonError('host.missing-feature', 'no flight recorder runs here');
  return recorder;
}
