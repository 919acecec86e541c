import type { EventHandler, EventSource } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import type { RuntimeDescriptor, RuntimeEvent } from '#model/runtime-event.ts';
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
import { type Thread, World } from './world.ts';

/** How a capture is read. */
export interface CaptureOptions {
  /** The container of a cgroup, by its path alone; without it everything runs on the host. */
  readonly containerOf?: (cgroup: string, pid: number) => WorkloadContainer | undefined;
  /** Tell the questions of calls, too, where captures have them. */
  readonly questions?: boolean;
}

const maxQuestions = 65_536;

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
  readonly #containers = new Map<string, Partial<WorkloadContainer>>();
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
    if (!event.kind.isEnter || !hasExit(event.kind)) this.#answer(event);
    else this.#question(event);
  }

  #question(event: CapturedEvent): void {
    if (this.#questions.size >= maxQuestions) this.#questions.clear();
    this.#questions.set(event.thread, event);
    if (this.#options.questions !== true) return;
    const call = makeCall(event);
    const thread = this.#world.thread(event.thread);
    this.#tell(call, thread, undefined);
  }

  #answer(event: CapturedEvent): void {
    const call = makeCall(event, this.#questionOf(event));
    this.#learn(call);
    if (isBirth(call.name)) followBirth(call, this.#world);
    const thread = this.#world.thread(event.thread);
    if (!call.isEnter) followProcess(call, thread, this.#world);
    const fd = call.isEnter ? undefined : followDescriptor(call, thread, this.#world);
    this.#tell(call, thread, fd);
    if (!call.isEnter) forgetDescriptors(call, thread);
    if (call.name === 'procexit') this.#world.removeThread(event.thread);
  }

  /** An answer without its question, or with that of another call, stands alone. */
  #questionOf({ kind, thread }: CapturedEvent): CapturedEvent | undefined {
    const question = this.#questions.get(thread);
    this.#questions.delete(thread);
    return question?.kind.name === kind.name ? question : undefined;
  }

  #learn(call: Call): void {
    const container = containerOfEvent(call);
    if (container === undefined || this.#containers.size >= 10_000) return;
    this.#containers.set(container.shortId, container.facts);
    this.#world.table.changed();
  }

  #containerOf(cgroup: string, pid: number): WorkloadContainer | undefined {
    const container = this.#options.containerOf?.(cgroup, pid);
    const facts = container && this.#containers.get(container.shortId);
    return facts ? { ...container, ...facts } : container;
  }

  #tell(call: Call, { id, process }: Thread, fd: RuntimeDescriptor | undefined): void {
    this.#number += 1;
    const event: RuntimeEvent = {
      source: 'syscall',
      number: this.#number,
      type: call.name,
      seconds: Number(call.time / 1_000_000_000n),
      nanoseconds: Number(call.time % 1_000_000_000n),
      cpu: call.cpu,
      direction: call.isEnter ? '>' : '<',
      thread: id,
      process,
      args: call.args,
      ...(call.result !== undefined && { result: call.result }),
      ...(fd && { fd }),
    };
    this.#handler.event(event);
  }
}

/** What the library tells itself. */
function isInternal({ kind }: CapturedEvent): boolean {
  return kind.isUnused || kind.name === 'procinfo';
}
