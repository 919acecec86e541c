import { CaissonError } from '#kit/error.ts';
import type { Action } from './action.ts';
import { textIn } from './options.ts';

/** Tells people. */
export const notify: Action = {
  kind: 'notify',
  impact: 'observe',
  takesOut: false,
  afterCrash: 'finish',
  options: { channel: 'text', title: 'text', text: 'text' },
  outline: ({ options }, _facts, { notifier }) => ({
    steps: [`send a message to ${textIn(options, 'channel') ?? 'the default channel'}`],
    refusals: notifier === undefined ? ['no channel for messages is configured'] : [],
  }),
  prepare: () => Promise.resolve({}),
  async run(_handle, { id, request, ports }) {
    if (ports.notifier === undefined)
      throw new CaissonError('host.missing-feature', 'no channel for messages is configured');
    const channel = textIn(request.options, 'channel');
    const { container } = request.target;
    const title = textIn(request.options, 'title') ?? request.reason;
    await ports.notifier.notify({
      id,
      title,
      text: textIn(request.options, 'text') ?? `${title} (${container?.name ?? 'host'})`,
      ...(channel !== undefined && { channel }),
      ...(request.incident !== undefined && { incident: request.incident }),
    });
    return {};
  },
};
