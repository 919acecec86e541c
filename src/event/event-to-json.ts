import type { Json, JsonObject } from '#model/json-value.ts';
import type { RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import { jsonTextOfBytes } from './byte-text.ts';
import { processDefaults } from './json-process.ts';

const maxAncestors = 64;
/** The year 9999: beyond it the text would have another form. */
const maxSeconds = 253_402_300_799;

/** The JSON form that `eventFromJson` reads: what holds anyway is left out. `JSON.stringify` of it is one line. */
export function eventToJson(event: RuntimeEvent): JsonObject {
  return defined({
    type: event.type,
    time: timeText(event),
    number: event.number,
    cpu: event.cpu,
    direction: event.direction === '<' ? undefined : event.direction,
    thread: event.thread === event.process.pid ? undefined : event.thread,
    result: event.result,
    process: membersOf(event.process, 0),
    fd: event.fd,
    args: event.args,
    marks: event.marks,
  });
}

/** A process by itself, its ancestors inside one another, in the form that it has in an event. */
export function processToJson(process: RuntimeProcess): JsonObject {
  return defined(membersOf(process, 0));
}

/** Its members as they are: strings become text once, at the outermost object. */
function membersOf(process: RuntimeProcess, depth: number): Readonly<Record<string, unknown>> {
  const { parent, pid, uid, gid, capabilities } = process;
  const { effective, permitted, inheritable } = capabilities;
  return {
    pid,
    virtualPid: process.virtualPid,
    start: process.start,
    name: process.name,
    exe: process.exe,
    exePath: process.exePath,
    args: process.args.length === 0 ? undefined : process.args,
    env: process['env'],
    cwd: unless(process.cwd, processDefaults.cwd),
    tty: unless(process.tty, processDefaults.tty),
    session: unless(process.session, pid),
    group: unless(process.group, pid),
    virtualSession: process.virtualSession,
    virtualGroup: process.virtualGroup,
    uid: unless(uid, processDefaults.uid),
    effectiveUid: unless(process.effectiveUid, uid),
    gid: unless(gid, processDefaults.gid),
    effectiveGid: unless(process.effectiveGid, gid),
    loginUid: unless(process.loginUid, processDefaults.loginUid),
    userName: process.userName,
    groupName: process.groupName,
    loginName: process.loginName,
    capabilities: effective + permitted + inheritable === 0 ? undefined : capabilities,
    file: process.file,
    namespaces: process.namespaces,
    cgroup: process.cgroup,
    cgroupId: process.cgroupId,
    container: process.container,
    threads: process.threads,
    parent:
      parent === undefined || depth >= maxAncestors ? undefined : membersOf(parent, depth + 1),
  };
}

function unless<Value>(value: Value, absent: Value): Value | undefined {
  return value === absent ? undefined : value;
}

function timeText(event: RuntimeEvent): string {
  const whole = new Date(Math.min(event.seconds, maxSeconds) * 1000).toISOString().slice(0, 19);
  const fraction = String(event.nanoseconds).padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`;
}

function defined(members: Readonly<Record<string, unknown>>): JsonObject {
  const pairs: [string, Json][] = [];
  for (const [name, value] of Object.entries(members))
    if (value !== undefined) pairs.push([jsonTextOfBytes(name), toJson(value)]);
  return Object.fromEntries(pairs);
}

/** Byte strings as text, all through. */
function toJson(value: unknown): Json {
  if (typeof value === 'string') return jsonTextOfBytes(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  return typeof value === 'object' && value !== null ? defined({ ...value }) : null;
}
