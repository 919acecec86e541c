import type { LiveProcess } from '#event/process.ts';
import { tupleName } from '#event/tuple-name.ts';
import type { EventArgument, EventArguments, RuntimeDescriptor } from '#model/runtime-event.ts';
import type { CallPlan, CallRecord } from './call-plan.ts';
import type { Context } from './context.ts';
import { endsAt, kindAt, protocolAt, tupleOf } from './decode-socket.ts';
import type { RecordView } from './record-view.ts';
import { fileKind } from './tell-open.ts';
import { layout, wire } from './wire.gen.ts';

const { call, file, header } = layout;
const maxStrings = 4;
const setName = 15;
const firstEphemeral = 32_768;

/** CSN_CALL: false when its strings do not fit or no system call has its number. */
export function tellCall(
  context: Context,
  plans: ReadonlyMap<string, CallPlan>,
  at: number,
  end: number,
): boolean {
  const type = context.typeAt(at);
  const strings = stringsAt(context.view, at, end);
  if (type === '' || strings === undefined) return false;
  const process = context.processAt(at);
  const event = context.begin(at, type, process);
  const record = { view: context.view, at, result: event.result ?? 0, strings };
  const plan = plans.get(type);
  event.args = plan === undefined ? genericArguments(record) : plannedArguments(plan, record);
  if (plan !== undefined) event.fd = descriptorOf(plan, record);
  if (type === 'capset') event.args = { ...event.args, ...capabilitiesOf(process) };
  if (record.result >= 0) followUp(context, type, record);
  context.tell();
  return true;
}

function stringsAt(view: RecordView, at: number, end: number): readonly string[] | undefined {
  const strings: string[] = [];
  let next = at + call.size;
  for (let index = 0; index < maxStrings; index += 1) {
    const length = view.u16(at + call.stringLen + 2 * index);
    if (next + length > end) return undefined;
    strings.push(view.text(next, length));
    next += length;
  }
  return strings;
}

function plannedArguments(plan: CallPlan, record: CallRecord): EventArguments {
  const args: Record<string, EventArgument> = {};
  for (const { name, read } of plan.args) args[name] = read(record);
  return args;
}

/** As the event table has it for calls without parameters of their own. */
function genericArguments({ view, at }: CallRecord): EventArguments {
  const number = view.u16(at + header.nr);
  return { ID: number, nativeID: number };
}

function capabilitiesOf(process: LiveProcess): EventArguments {
  const { inheritable, permitted, effective } = process.capabilities;
  return { cap_inheritable: inheritable, cap_permitted: permitted, cap_effective: effective };
}

/** What the call is about: a socket behind a descriptor, or the object that a path or a descriptor named. */
function descriptorOf(plan: CallPlan, record: CallRecord): RuntimeDescriptor | undefined {
  const { view, at } = record;
  const number = descriptorNumber(plan, record);
  if (view.u16(at + call.family) !== 0) return socketOf(record, number);
  const raw = stringOf(record, plan.raw);
  const name = stringOf(record, plan.canonical) || raw;
  return name === '' && number < 0 ? undefined : objectOf(record, number, name, raw);
}

function objectOf(
  { view, at }: CallRecord,
  number: number,
  name: string,
  raw: string,
): RuntimeDescriptor {
  const object = at + call.file;
  const inode = view.u64(object + file.ino);
  return {
    number,
    kind: name === '' && inode === 0 ? 'other' : fileKind(view, object),
    name,
    rawName: raw === '' || raw === name ? undefined : raw,
    device: view.u32(object + file.dev),
    inode,
    socket: undefined,
    upperLayer: (view.u32(object + file.mark) & wire.fileMark.upper) !== 0,
  };
}

function stringOf({ strings }: CallRecord, index: number | undefined): string {
  return index === undefined ? '' : (strings[index] ?? '');
}

function descriptorNumber({ descriptor }: CallPlan, { view, at, result }: CallRecord): number {
  if (descriptor === undefined) return -1;
  return descriptor === 'result' ? Math.max(-1, result) : view.i32(at + call.arg + 8 * descriptor);
}

function socketOf({ view, at }: CallRecord, number: number): RuntimeDescriptor {
  const ends = endsAt(view, at, call);
  const serves =
    view.u16(at + call.localPort) < firstEphemeral &&
    view.u16(at + call.remotePort) >= firstEphemeral;
  const role = serves ? wire.role.server : wire.role.client;
  const tuple = tupleOf(ends, role, protocolAt(view, at, call));
  return {
    number,
    kind: kindAt(view, at, call),
    name: tupleName(tuple),
    socket: { ...tuple, connected: ends.remote !== undefined },
  };
}

/** What a call that succeeded changes in the process itself. */
function followUp(context: Context, type: string, record: CallRecord): void {
  const { view, at, strings } = record;
  const text = strings[0] ?? '';
  if (type === 'chdir' || type === 'fchdir') {
    const process = context.table.get(view.u32(at + header.tgid));
    if (process !== undefined && text.startsWith('/'))
      process.cwd = text.endsWith('/') ? text : `${text}/`;
  } else if (type === 'prctl' && view.u32(at + call.arg) === setName)
    followRename(context, at, text);
}

/** The name of a process is that of its first thread. */
function followRename({ table, view }: Context, at: number, name: string): void {
  const pid = view.u32(at + header.tgid);
  if (pid === view.u32(at + header.tid)) table.get(pid)?.rename(name.slice(0, 15));
}
