import type {
  EventArguments,
  EventMark,
  RuntimeDescriptor,
  RuntimeEvent,
  RuntimeProcess,
} from '#model/runtime-event.ts';
import { wire } from './wire.gen.ts';

const none: EventArguments = {};

/** The one event that a decoder fills again and again: valid while a handler has it. */
export class LiveEvent implements RuntimeEvent {
  readonly source = 'syscall';
  readonly direction = '<';
  number = 0;
  type = '';
  seconds = 0;
  nanoseconds = 0;
  cpu = 0;
  thread = 0;
  result: number | undefined;
  process: RuntimeProcess;
  fd: RuntimeDescriptor | undefined;
  args: EventArguments = none;
  marks: readonly EventMark[] | undefined;

  constructor(process: RuntimeProcess) {
    this.process = process;
  }
}

/** Marks by the bits of a record, made once. */
export const markLists: readonly (readonly EventMark[] | undefined)[] = Array.from(
  { length: 32 },
  (_, bits) => {
    const marks: EventMark[] = [];
    if ((bits & wire.mark.truncated) !== 0) marks.push('truncated');
    if ((bits & wire.mark.unresolved) !== 0) marks.push('unresolved');
    if ((bits & wire.mark.compat) !== 0) marks.push('compat');
    if ((bits & wire.mark.fault) !== 0) marks.push('fault');
    return marks.length === 0 ? undefined : marks;
  },
);
