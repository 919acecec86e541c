import { eventTypeOfCall, systemCallNames } from '#event/system-call.ts';
import { eventNames } from './event-table-names.ts';

/** Types of events that only we have. */
const ownTypes = ['dns', 'tls', 'http', 'io_uring_submit'];

const known: ReadonlySet<string> = new Set([
  ...eventNames.trim().split(/\s+/),
  ...[...systemCallNames('x64'), ...systemCallNames('arm64')].flatMap((name) =>
    name === undefined ? [] : [eventTypeOfCall(name)],
  ),
  ...ownTypes,
]);

/** Every type that an event can have: values of `evt.type`. */
export function allEventTypes(): ReadonlySet<string> {
  return known;
}
