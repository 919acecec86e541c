import type { EventHandler } from '#contract/runtime.ts';
import type { ProcessTable } from '#event/process-table.ts';
import { type Architecture, systemCallNames } from '#event/system-call.ts';
import { CaissonError } from '#kit/error.ts';
import { callPlans } from './call-plan.ts';
import { Context } from './context.ts';
import { Frames } from './frames.ts';
import { className, countsAt, lossAt, throttleAt, touchesLineage } from './loss.ts';
import { tellCall } from './tell-call.ts';
import { tellNet } from './tell-net.ts';
import { tellOpen } from './tell-open.ts';
import { learnIdentity, learnProcess, tellExec, tellExit, tellFork } from './tell-process.ts';
import { tellSocket } from './tell-socket.ts';
import { tellUring } from './tell-uring.ts';
import { tellVerdict } from './tell-verdict.ts';
import { layout, wire, wireLimits } from './wire.gen.ts';

const { header, counters, text } = layout;
const { type } = wire;
const byteOrder = 0x0102_0304;

/** Bytes that a record of each type has at least. */
const sizes: ReadonlyMap<number, number> = new Map([
  [type.exec, layout.exec.size],
  [type.process, layout.exec.size],
  [type.exit, layout.exit.size],
  [type.fork, layout.fork.size],
  [type.open, layout.open.size],
  [type.socket, layout.socket.size],
  [type.call, layout.call.size],
  [type.net, layout.net.size],
  [type.verdict, layout.verdict.size],
  [type.loss, counters.size],
  [type.heartbeat, counters.size],
  [type.throttle, layout.throttle.size],
  [type.hello, text.size],
  [type.cgroup, text.size],
  [type.reply, text.size],
  [type.synced, text.size],
  [type.identity, layout.ids.size],
  [type.uring, layout.uring.size],
]);

/** Counters of the daemon, as of its last heartbeat; since its start. */
export interface DaemonCounters {
  readonly seen: Readonly<Record<string, number>>;
  readonly sent: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  readonly filtered: Readonly<Record<string, number>>;
  /** Bytes that wait: in the daemon, in the ring of what must not be lost, in the other. */
  readonly queuedBytes: number;
  readonly priorityRingBytes: number;
  readonly bulkRingBytes: number;
}

/** What a decoder says beside events. */
export interface DecoderHooks {
  /** First record of a stream, with what the daemon says of itself as JSON text. */
  hello(text: string): void;
  heartbeat(counters: DaemonCounters): void;
  /** Behind the last process of a snapshot, at a time of the table's clock. */
  synced(time: number): void;
  /** A process was told, by a snapshot or by its birth. */
  alive(pid: number): void;
  /** Nothing is known of this pid. */
  missing(pid: number): void;
  /** The table of processes may have holes. */
  doubtful(): void;
}

export interface DecoderOptions {
  readonly table: ProcessTable;
  readonly handler: EventHandler;
  readonly hooks: DecoderHooks;
  readonly architecture: Architecture;
  /** Milliseconds since the Unix epoch, until the daemon says how its clock stands. */
  readonly now: () => number;
}

/**
 * Turns the bytes of the events channel into events, told at once and in order. The bytes may be an attack: what does not fit
 * its record is left out and told as a loss; when the lengths of records make no sense, `push` throws `input.malformed`.
 */
export class Decoder {
  readonly context: Context;
  readonly #frames: Frames;
  readonly #hooks: DecoderHooks;
  readonly #now: () => number;
  readonly #plans = callPlans();
  readonly #bad = new Map<string, number>();
  #clockSet = false;

  constructor(options: DecoderOptions) {
    this.#frames = new Frames((at, end) => this.#record(at, end));
    this.#hooks = options.hooks;
    this.#now = options.now;
    this.context = new Context({
      view: this.#frames.view,
      table: options.table,
      handler: options.handler,
      calls: systemCallNames(options.architecture),
      missing: (pid) => options.hooks.missing(pid),
    });
  }

  /** Another daemon begins another stream. */
  restart(): void {
    this.#frames.restart();
    this.#clockSet = false;
  }

  push(chunk: Uint8Array): void {
    this.#frames.push(chunk);
    if (this.#bad.size > 0) this.#tellBad();
  }

  #record(at: number, end: number): void {
    const { view } = this.context;
    const kind = view.u16(at + layout.header.type);
    const size = sizes.get(kind);
    if (size === undefined) return;
    if (!this.#clockSet) this.#startClock(view.u64(at + header.ts));
    if (end - at < size || !this.#dispatch(kind, at, end)) this.#countBad(kind);
  }

  /** The most frequent ones first. */
  #dispatch(kind: number, at: number, end: number): boolean {
    const { context } = this;
    switch (kind) {
      case type.open:
        return tellOpen(context, at, end);
      case type.call:
        return tellCall(context, this.#plans, at, end);
      case type.socket:
        return tellSocket(context, at, end);
      case type.net:
        return tellNet(context, at, end);
      case type.uring:
        return tellUring(context, at, end);
      case type.verdict:
        return tellVerdict(context, at, end);
      default:
        return this.#dispatchProcess(kind, at, end);
    }
  }

  #dispatchProcess(kind: number, at: number, end: number): boolean {
    const { context } = this;
    switch (kind) {
      case type.exec:
        this.#hooks.alive(context.view.u32(at + header.tgid));
        return tellExec(context, at, end);
      case type.fork:
        this.#hooks.alive(context.view.i64(at + header.ret));
        return tellFork(context, at);
      case type.exit:
        return tellExit(context, at);
      case type.identity:
        return learnIdentity(context, at);
      case type.process:
        this.#hooks.alive(context.view.u32(at + header.tgid));
        return learnProcess(context, at, end);
      default:
        return this.#dispatchNote(kind, at, end);
    }
  }

  #dispatchNote(kind: number, at: number, end: number): boolean {
    switch (kind) {
      case type.heartbeat:
        this.#heartbeat(at);
        return true;
      case type.loss:
        this.#loss(at);
        return true;
      case type.throttle:
        this.#throttle(at);
        return true;
      default:
        return this.#dispatchText(kind, at, end);
    }
  }

  #dispatchText(kind: number, at: number, end: number): boolean {
    const { view, cgroups } = this.context;
    const length = view.u32(at + text.textLen);
    if (length > end - at - text.size) return false;
    if (kind === type.synced) this.#hooks.synced(view.u64(at + header.ts));
    if (kind === type.cgroup) cgroups.learn(view, at);
    if (kind === type.hello) this.#hello(at, length);
    return true;
  }

  #hello(at: number, length: number): void {
    const { view } = this.context;
    const version = view.u32(at + text.wire);
    if (version !== wireLimits.wireVersion || view.u32(at + text.order) !== byteOrder)
      throw new CaissonError(
        'input.unsupported',
        `the sensor speaks version ${version} of the format, not ${wireLimits.wireVersion}`,
      );
    this.#hooks.hello(view.bytes.toString('utf8', at + text.size, at + text.size + length));
  }

  #heartbeat(at: number): void {
    const { view, clock, table } = this.context;
    const realtime = view.decimal(at + counters.realtime);
    clock.set(BigInt(realtime));
    table.advance(view.u64(at + header.ts));
    this.#hooks.heartbeat({
      seen: countsAt(view, at + counters.seen),
      sent: countsAt(view, at + counters.sent),
      dropped: countsAt(view, at + counters.dropped),
      filtered: countsAt(view, at + counters.filtered),
      queuedBytes: view.u64(at + counters.queued),
      priorityRingBytes: view.u64(at + counters.ringPriority),
      bulkRingBytes: view.u64(at + counters.ringBulk),
    });
  }

  #loss(at: number): void {
    const loss = lossAt(this.context, at);
    this.context.handler.loss?.(loss);
    if (touchesLineage(loss)) this.#hooks.doubtful();
  }

  #throttle(at: number): void {
    const loss = throttleAt(this.context, at);
    if (loss !== undefined) this.context.handler.loss?.(loss);
  }

  /** Until the first heartbeat the first record happens now. */
  #startClock(bootNs: number): void {
    this.#clockSet = true;
    this.context.clock.set(BigInt(Math.trunc(this.#now() * 1e6 - bootNs)));
  }

  #countBad(kind: number): void {
    const name = className(kind);
    this.#bad.set(name, (this.#bad.get(name) ?? 0) + 1);
  }

  #tellBad(): void {
    const now = this.#now();
    const counts = Object.fromEntries(this.#bad);
    this.#bad.clear();
    this.context.handler.loss?.({ from: now, to: now, reason: 'decoder-limit', counts });
  }
}
