import type { KernelVerdict } from '#contract/runtime.ts';
import type { LiveProcess } from '#event/process.ts';
import type { EventArguments, RuntimeDescriptor } from '#model/runtime-event.ts';
import type { Context } from './context.ts';
import type { RecordView } from './record-view.ts';
import { fileKind } from './tell-open.ts';
import { layout, wire } from './wire.gen.ts';

const { verdict, file, header } = layout;
const actions = namesOf(wire.action);
const reasons = namesOf(wire.reason);
const permissionDenied = -1;
/** What the process was about when the kernel stepped in. */
const types: Readonly<Record<KernelVerdict['action'], string>> = {
  kill: 'execve',
  deny: 'execve',
  cut: 'connect',
  freeze: 'freeze',
  thaw: 'thaw',
  expired: 'expired',
};

/** CSN_VERDICT: false when its path does not fit or it says nothing that is known. */
export function tellVerdict(context: Context, at: number, end: number): boolean {
  const { view } = context;
  const length = view.u16(at + verdict.pathLen);
  const action = actions.get(view.u16(at + verdict.action));
  const reason = reasons.get(view.u16(at + verdict.reason));
  if (at + verdict.size + length > end || action === undefined || reason === undefined)
    return false;
  const path = view.text(at + verdict.size, length);
  const simulated = view.u16(at + verdict.simulated) !== 0;
  const event = context.begin(at, types[action], subjectAt(context, at));
  event.result = simulated ? 0 : permissionDenied;
  event.args = argumentsOf(action, path);
  event.fd = action === 'cut' ? undefined : executableAt(view, at, path);
  context.handler.verdict?.({
    event,
    policy: view.u32(at + verdict.policy),
    action,
    reason,
    ...(path === '' ? {} : { path }),
    simulated,
  });
  return true;
}

function subjectAt(context: Context, at: number): LiveProcess {
  const { view } = context;
  if (view.u32(at + header.tgid) !== 0) return context.processAt(at);
  return context.stranger(0, view.decimal(at + verdict.cgroup));
}

function argumentsOf(action: KernelVerdict['action'], path: string): EventArguments {
  if (path === '') return {};
  return action === 'cut' ? { addr: path } : { filename: path };
}

function executableAt(view: RecordView, at: number, path: string): RuntimeDescriptor | undefined {
  if (path === '') return undefined;
  const object = at + verdict.file;
  return {
    number: -1,
    kind: fileKind(view, object),
    name: path,
    device: view.u32(object + file.dev),
    inode: view.u64(object + file.ino),
    upperLayer: (view.u32(object + file.mark) & wire.fileMark.upper) !== 0,
  };
}

function namesOf<Name extends string>(
  numbers: Readonly<Record<Name, number>>,
): ReadonlyMap<number, Name> {
  const names = new Map<number, Name>();
  for (const name in numbers) names.set(numbers[name], name);
  return names;
}
