import type { EventHandler } from '#contract/runtime.ts';
import { LiveProcess } from '#event/process.ts';
import type { ProcessTable } from '#event/process-table.ts';
import { eventTypeOfCall } from '#event/system-call.ts';
import type { SocketEnd } from '#model/runtime-event.ts';
import { BoundedMap } from './bounded-map.ts';
import { CgroupPaths } from './cgroup-paths.ts';
import { BootClock } from './clock.ts';
import { LiveEvent, markLists } from './live-event.ts';
import { PeerNames } from './names-of-peers.ts';
import type { RecordView } from './record-view.ts';
import { knownSockets } from './sockets.ts';
import { layout } from './wire.gen.ts';

const { header } = layout;
const strangersHeld = 4096;

/** What the decoding of one record needs of those before it, and where its event goes. */
export class Context {
  readonly view: RecordView;
  readonly table: ProcessTable;
  readonly handler: EventHandler;
  readonly clock = new BootClock();
  readonly cgroups = new CgroupPaths();
  readonly sockets = knownSockets();
  readonly peerNames = new PeerNames();
  readonly event: LiveEvent;
  /** Events told so far. */
  told = 0;
  readonly #types: readonly string[];
  readonly #strangers = new BoundedMap<string, LiveProcess>(strangersHeld);
  readonly #missing: (pid: number) => void;

  /** `calls`: names of the system calls by number; `missing` is told pids of which nothing is known. */
  constructor(options: {
    readonly view: RecordView;
    readonly table: ProcessTable;
    readonly handler: EventHandler;
    readonly calls: readonly (string | undefined)[];
    readonly missing: (pid: number) => void;
  }) {
    this.view = options.view;
    this.table = options.table;
    this.handler = options.handler;
    this.#types = options.calls.map((name) => (name === undefined ? '' : eventTypeOfCall(name)));
    this.#missing = options.missing;
    this.event = new LiveEvent(this.stranger(0, ''));
  }

  /** Type of the event that the system call of a record makes; empty for none. */
  typeAt(at: number): string {
    return this.#types[this.view.u16(at + header.nr)] ?? '';
  }

  /** The process of a record at its time. One that is not known is asked for, and stands in by its pid until then. */
  processAt(at: number): LiveProcess {
    const pid = this.view.u32(at + header.tgid);
    const known = this.table.at(pid, this.view.u64(at + header.ts));
    if (known !== undefined) return known;
    this.#missing(pid);
    return this.stranger(pid, '');
  }

  /** A process of which no more is known than its pid or its cgroup. */
  stranger(pid: number, cgroupId: string): LiveProcess {
    const key = `${pid} ${cgroupId}`;
    const known = this.#strangers.get(key);
    if (known !== undefined) return known;
    const process = new LiveProcess(pid, this.table);
    if (cgroupId !== '') process.cgroupId = cgroupId;
    process.cgroup = this.cgroups.ofUnified(Number(cgroupId));
    if (process.cgroup !== undefined || cgroupId === '') this.#strangers.set(key, process);
    return process;
  }

  /** Fills the event with what all records have; the caller adds the rest and tells it. */
  begin(at: number, type: string, process: LiveProcess): LiveEvent {
    const { view, event, clock } = this;
    clock.split(view.u64(at + header.ts));
    this.told += 1;
    event.number = this.told;
    event.type = type;
    event.seconds = clock.seconds;
    event.nanoseconds = clock.nanoseconds;
    event.cpu = view.u32(at + header.cpu);
    event.thread = view.u32(at + header.tid);
    event.result = view.i64(at + header.ret);
    event.process = process;
    event.fd = undefined;
    event.marks = markLists[view.u32(at + header.mark) & 31];
    return event;
  }

  /** Names that DNS answers gave the container of a process for an address. */
  namesOf(process: LiveProcess, end: SocketEnd | undefined): readonly string[] | undefined {
    if (end === undefined || this.peerNames.isEmpty) return undefined;
    return this.peerNames.of(process.container?.id ?? '', end.address);
  }

  tell(): void {
    this.handler.event(this.event);
  }
}
