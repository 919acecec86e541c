import type { EventHandler, EventSource } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import type { RuntimeDescriptor, RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { followBirth, isBirth } from './births.ts';
import { blockKinds } from './block.ts';
import { type Block, readBlocks } from './block-reader.ts';
import { type Call, makeCall } from './call.ts';
import { containerOfEvent } from './container-event.ts';
import { followDescriptor, forgetDescriptors } from './descriptor-changes.ts';
import { decodeDescriptors } from './descriptor-list.ts';
import { type CapturedEvent, decodeEvent } from './event-block.ts';
import { hasExit } from './event-kind.ts';
import { decodeInterfaces } from './interface-list.ts';
import { followProcess } from './process-changes.ts';
import { decodeProcesses } from './process-list.ts';
import { decodeUsers } from './user-list.ts';
import { World } from './world.ts';

/** How a capture is read. */
export interface CaptureOptions {
  /** The container of a cgroup, by its path alone; without it everything runs on the host. */
  readonly containerOf?: (cgroup: string, pid: number) => WorkloadContainer | undefined;
  /** Tell the questions of calls, too, where captures have them. */
  readonly questions?: boolean;
}

const maxQuestions = 65_536;
const maxContainers = 10_000;
const userEvents = ['useradded', 'userdeleted', 'groupadded', 'groupdeleted'];

/**
 * Events of a `.scap` capture (sysdig, Falco), given as a path or in memory, packed with gzip or not, of any version. Events of
 * older kinds are told as the newest of their name, answers joined with their questions; processes, descriptors and
 * users are followed as the capture goes on. Throws `input.malformed` behind the last event that is whole.
 */
export function openCapture(
  source: string | Uint8Array,
  options: CaptureOptions = {},
): EventSource {
  return {
    async run(handler, scope) {
      const reader = new CaptureReader(handler, options);
      for await (const blocks of readBlocks(source, scope))
        for (const block of blocks) reader.block(block);
      reader.end(scope);
    },
  };
}

class CaptureReader {
  readonly #handler: EventHandler;
  readonly #options: CaptureOptions;
  readonly #world: World;
  readonly #questions = new Map<number, CapturedEvent>();
  readonly #containers = new Map<string, WorkloadContainer>();
  #dropsFrom: number | undefined;
  #number = 0;
  #skipped = 0;
  #isSynced = false;

  constructor(handler: EventHandler, options: CaptureOptions) {
    this.#handler = handler;
    this.#options = options;
    this.#world = new World((cgroup, pid) => this.#containerOf(cgroup, pid));
  }

  block({ number, body }: Block): void {
    switch (blockKinds.formOf(number).content) {
      case 'processes':
        this.#world.list([...decodeProcesses(number, body)]);
        return;
      case 'descriptors':
        this.#list(number, body);
        return;
      case 'users':
        this.#world.users = decodeUsers(number, body);
        this.#world.table.changed();
        return;
      case 'interfaces':
        this.#world.interfaces = decodeInterfaces(number, body);
        return;
      case 'event':
        this.#event(number, body);
        return;
      default:
    }
  }

  end({ log }: Scope): void {
    this.#sync();
    if (this.#skipped > 0)
      log.warn('the capture has events of kinds that are not known', { events: this.#skipped });
  }

  #list(number: number, body: Buffer): void {
    const { thread, descriptors } = decodeDescriptors(number, body);
    const table = this.#world.thread(thread).descriptors;
    for (const descriptor of descriptors) table.set(descriptor);
  }

  #sync(): void {
    if (!this.#isSynced) this.#handler.synced?.();
    this.#isSynced = true;
  }

  #event(number: number, body: Buffer): void {
    this.#sync();
    const event = decodeEvent(number, body);
    if (event === undefined) this.#skipped += 1;
    if (event === undefined || isInternal(event)) return;
    this.#world.advance(event.time);
    const { kind } = event;
    if (!kind.isEnter || !hasExit(kind) || isRemark(kind.name)) this.#answer(event);
    else this.#question(event);
  }

  #question(event: CapturedEvent): void {
    if (this.#questions.size >= maxQuestions) this.#questions.clear();
    this.#questions.set(event.thread, event);
    if (this.#options.questions !== true) return;
    this.#tell(makeCall(event), this.#world.thread(event.thread).process, undefined);
  }

  #answer(event: CapturedEvent): void {
    const call = makeCall(event, this.#questionOf(event));
    if (event.thread <= 0 || isRemark(call.name)) this.#remark(call);
    else this.#follow(call);
  }

  #follow(call: Call): void {
    if (isBirth(call.name)) followBirth(call, this.#world);
    const thread = this.#world.thread(call.thread);
    if (!call.isEnter) followProcess(call, thread, this.#world);
    const fd = call.isEnter ? undefined : followDescriptor(call, thread, this.#world);
    this.#tell(call, thread.process, fd);
    if (!call.isEnter) forgetDescriptors(call, thread);
    if (call.name === 'procexit') this.#world.removeThread(call.thread);
  }

  /** What no process did. */
  #remark(call: Call): void {
    const container = containerOfEvent(call);
    if (container) this.#learn(container);
    else if (call.name === 'drop') this.#drop(call);
    else nameUser(call, this.#world);
    if (!hidden.has(call.name)) this.#tell(call, nobody(container), undefined);
  }

  /** Events are left out between the two. */
  #drop({ isEnter, time }: Call): void {
    const at = Number(time / 1000n) / 1000;
    const from = this.#dropsFrom;
    this.#dropsFrom = isEnter ? (from ?? at) : undefined;
    if (!isEnter && from !== undefined)
      this.#handler.loss?.({ from, to: at, reason: 'throttled', counts: {} });
  }

  /** An answer without its question, or with that of another call, stands alone. */
  #questionOf({ kind, thread }: CapturedEvent): CapturedEvent | undefined {
    const question = this.#questions.get(thread);
    this.#questions.delete(thread);
    return question?.kind.name === kind.name ? question : undefined;
  }

  #learn(container: WorkloadContainer): void {
    if (this.#containers.size >= maxContainers) return;
    this.#containers.set(container.shortId, container);
    this.#world.table.changed();
  }

  #containerOf(cgroup: string, pid: number): WorkloadContainer | undefined {
    const container = this.#options.containerOf?.(cgroup, pid);
    const known = container && this.#containers.get(container.shortId);
    if (container === undefined || known === undefined) return container;
    const { id: _id, engine, ...facts } = known;
    return { ...container, ...facts, engine: engine === 'unknown' ? container.engine : engine };
  }

  #tell(call: Call, process: RuntimeProcess, fd: RuntimeDescriptor | undefined): void {
    this.#number += 1;
    const event: RuntimeEvent = {
      source: 'syscall',
      number: this.#number,
      type: call.name,
      seconds: Number(call.time / 1_000_000_000n),
      nanoseconds: Number(call.time % 1_000_000_000n),
      cpu: call.cpu,
      direction: call.isEnter ? '>' : '<',
      thread: call.thread,
      process,
      args: call.args,
      ...(call.result !== undefined && { result: call.result }),
      ...(fd && { fd }),
    };
    this.#handler.event(event);
  }
}

const internal = new Set(['procinfo', 'scapevent', 'cpu_hotplug']);
/** Told by the library, not by a process. */
const remarks = new Set(['container', 'asyncevent', 'pluginevent', 'drop', ...userEvents]);
const hidden = new Set(['drop', ...userEvents]);

function isRemark(name: string): boolean {
  return remarks.has(name);
}

/** Who an event is of that no process made. */
function nobody(container: WorkloadContainer | undefined): RuntimeProcess {
  return {
    pid: 0,
    start: 0,
    name: '',
    exe: '',
    exePath: '',
    args: [],
    cwd: '/',
    tty: 0,
    session: 0,
    group: 0,
    uid: 0,
    effectiveUid: 0,
    gid: 0,
    effectiveGid: 0,
    loginUid: -1,
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    ...(container && { container }),
  };
}

function nameUser({ name, args }: Call, world: World): void {
  const { uid, gid, name: called, container_id: container } = args;
  // Users of containers are not those of the host.
  if (typeof called !== 'string' || (container !== undefined && container !== '')) return;
  if (name === 'useradded' && typeof uid === 'number') world.name('users', uid, called);
  if (name === 'groupadded' && typeof gid === 'number') world.name('groups', gid, called);
}

/** What the library tells itself. */
function isInternal({ kind }: CapturedEvent): boolean {
  return kind.isUnused || internal.has(kind.name);
}
