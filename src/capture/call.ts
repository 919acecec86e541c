import { eventTypeOfCall, systemCallNames } from '#event/system-call.ts';
import type { EventArgument } from '#model/runtime-event.ts';
import type { CapturedEvent } from './event-block.ts';
import { type EventKind, newestKind } from './event-kind.ts';
import type { SocketParameter } from './parameter.ts';

/** An event as rules of today know it, whatever version it was captured in: question and answer in one. */
export interface Call {
  readonly name: string;
  readonly kind: EventKind;
  readonly thread: number;
  readonly cpu: number;
  readonly time: bigint;
  readonly isEnter: boolean;
  /** Negative: an errno. */
  readonly result: number | undefined;
  /** In the order of the newest kind. */
  readonly args: Readonly<Record<string, EventArgument>>;
  readonly sockets: ReadonlyMap<string, SocketParameter>;
  /** What the question told, by the names of its own kind: `filename` of execve. */
  readonly asked: ReadonlyMap<string, EventArgument>;
}

/** Captures do not say of which architecture they are. */
const systemCalls = systemCallNames('x64');
const results = new Set([11, 14, 15]);
/** Parameters that older kinds called otherwise, by event and newest name. */
const former: ReadonlyMap<string, string> = new Map([
  ['dup.oldfd', 'fd'],
  ['brk.vm_size', 'size'],
  ['bpf.fd', 'res_or_fd'],
]);
/** The memory of a process may change between question and answer: what was asked counts. */
const asked = new Map([
  ['open', ['name']],
  ['creat', ['name']],
  ['openat', ['name', 'dirfd']],
  ['openat2', ['name', 'dirfd']],
]);
const none: ReadonlyMap<string, EventArgument> = new Map();

/** Joins an answer with its question, which may be lost; what neither told is absent. */
export function makeCall(event: CapturedEvent, question?: CapturedEvent): Call {
  const kind = newestKind(event.kind);
  const args: Record<string, EventArgument> = {};
  for (const { name } of kind.parameters) {
    const value = argumentOf(event, question, name);
    if (value !== undefined) args[name] = value;
  }
  return {
    name: nameOf(kind.name, args),
    kind,
    thread: event.thread,
    cpu: event.cpu,
    time: event.time,
    isEnter: kind.isEnter,
    result: resultOf(event),
    args,
    sockets: question ? new Map([...question.sockets, ...event.sockets]) : event.sockets,
    asked: event.kind.isEnter ? event.args : (question?.args ?? none),
  };
}

/** Calls without a kind of their own are told by their number. */
function nameOf(kind: string, args: Call['args']): string {
  const number = kind === 'syscall' ? args['nativeID'] : undefined;
  const name = typeof number === 'number' ? systemCalls[number] : undefined;
  return name === undefined ? kind : eventTypeOfCall(name);
}

function argumentOf(
  event: CapturedEvent,
  question: CapturedEvent | undefined,
  name: string,
): EventArgument | undefined {
  const other = former.get(`${event.kind.name}.${name}`) ?? name;
  const told = event.args.get(name) ?? event.args.get(other);
  const before = question?.args.get(name) ?? question?.args.get(other);
  return asked.get(event.kind.name)?.includes(name) === true ? (before ?? told) : (told ?? before);
}

function resultOf({ kind, args }: CapturedEvent): number | undefined {
  const [first] = kind.parameters;
  if (kind.isEnter || first === undefined || !results.has(first.type)) return undefined;
  const value = args.get(first.name);
  return typeof value === 'number' ? value : undefined;
}
