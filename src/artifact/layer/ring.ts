const slotBytes = 512 * 1024;
const slotCount = 12;
const inputBytes = 256 * 1024;
const inputCount = 12;
/** Places in the control words: slots written, slots read, inputs read, a flag, then what each slot holds. */
const writtenAt = 0;
const readAt = 1;
const inputReadAt = 2;
const unwantedAt = 3;
const slotsAt = 4;
const wordsPerSlot = 2;

/**
 * Memory that a thread which unpacks shares with the one that wants the result: slots that the first fills and the second
 * empties, in turn, and blocks of input, which both read.
 */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
  readonly inputs: SharedArrayBuffer;
}

/** What a slot holds: plain bytes, and the stored bytes that were taken since the slot before it. */
export interface Slot {
  readonly plain: Buffer;
  readonly stored: readonly Buffer[];
}

export function newRing(): RingMemory {
  return {
    control: new SharedArrayBuffer(4 * (slotsAt + slotCount * wordsPerSlot)),
    slots: new SharedArrayBuffer(slotBytes * slotCount),
    inputs: new SharedArrayBuffer(inputBytes * inputCount),
  };
}

/** The filling end. It waits by stopping its thread, so it must never be used on the main one. */
export class RingWriter {
  readonly #control: Int32Array;
  readonly #slots: Buffer;
  readonly #inputs: Buffer;
  #slot: Buffer;
  #filled = 0;
  #taken = 0;
  #written = 0;
  #inputsTaken = 0;

  constructor(memory: RingMemory) {
    this.#control = new Int32Array(memory.control);
    this.#slots = Buffer.from(memory.slots);
    this.#inputs = Buffer.from(memory.inputs);
    this.#slot = this.#nextSlot();
  }

  /** Whether plain bytes are of no use any more; stored ones still are. */
  get isUnwanted(): boolean {
    return Atomics.load(this.#control, unwantedAt) !== 0;
  }

  /** Where the next block of input goes, as soon as there is room. Only the last block may be left partly empty. */
  nextInput(): Buffer {
    this.#inputsTaken += 1;
    for (let isFlushed = false; ; isFlushed = true) {
      const read = Atomics.load(this.#control, inputReadAt);
      if (this.#inputsTaken - read <= inputCount) break;
      if (isFlushed) Atomics.wait(this.#control, inputReadAt, read);
      else this.flush();
    }
    const at = ((this.#inputsTaken - 1) % inputCount) * inputBytes;
    return this.#inputs.subarray(at, at + inputBytes);
  }

  /** Counts the bytes that were put into `nextInput`. */
  took(bytes: number): void {
    this.#taken += bytes;
  }

  /** Where output goes; never empty. */
  get room(): Buffer {
    return this.#slot.subarray(this.#filled);
  }

  /** Counts bytes that were put into `room`. */
  gave(bytes: number): void {
    this.#filled += bytes;
    if (this.#filled === this.#slot.length) this.flush();
  }

  /** Hands over what there is, be it nothing but input. */
  flush(): void {
    if (this.#filled + this.#taken === 0) return;
    const at = slotsAt + (this.#written % slotCount) * wordsPerSlot;
    this.#control[at] = this.#filled;
    this.#control[at + 1] = this.#taken;
    this.#filled = 0;
    this.#taken = 0;
    this.#written += 1;
    Atomics.store(this.#control, writtenAt, this.#written);
    Atomics.notify(this.#control, writtenAt);
    this.#slot = this.#nextSlot();
  }

  #nextSlot(): Buffer {
    for (;;) {
      const read = Atomics.load(this.#control, readAt);
      if (this.#written - read < slotCount) break;
      Atomics.wait(this.#control, readAt, read);
    }
    const at = (this.#written % slotCount) * slotBytes;
    return this.#slots.subarray(at, at + slotBytes);
  }
}

/** The emptying end. It never stops its thread. */
export class RingReader {
  readonly #control: Int32Array;
  readonly #slots: Buffer;
  readonly #inputs: Buffer;
  #read = 0;
  #inputsRead = 0;

  constructor(memory: RingMemory) {
    this.#control = new Int32Array(memory.control);
    this.#slots = Buffer.from(memory.slots);
    this.#inputs = Buffer.from(memory.inputs);
  }

  /** The oldest slot that is full and not yet released. */
  peek(): Slot | undefined {
    if (Atomics.load(this.#control, writtenAt) === this.#read) return undefined;
    const from = (this.#read % slotCount) * slotBytes;
    return {
      plain: this.#slots.subarray(from, from + this.#word(0)),
      stored: this.#inputsFrom(this.#inputsRead, this.#word(1)),
    };
  }

  /** Gives the slot back to the writer. */
  release(): void {
    this.#inputsRead += Math.ceil(this.#word(1) / inputBytes);
    Atomics.store(this.#control, inputReadAt, this.#inputsRead);
    Atomics.notify(this.#control, inputReadAt);
    this.#read += 1;
    Atomics.store(this.#control, readAt, this.#read);
    Atomics.notify(this.#control, readAt);
  }

  /** Waits for another slot, or for `wake`. Call it only when `peek` has found nothing in this same turn. */
  async changed(): Promise<void> {
    await Atomics.waitAsync(this.#control, writtenAt, this.#read).value;
  }

  wake(): void {
    Atomics.notify(this.#control, writtenAt);
  }

  /** Says that plain bytes are of no use any more. */
  wantNoPlain(): void {
    Atomics.store(this.#control, unwantedAt, 1);
  }

  #word(index: number): number {
    return this.#control[slotsAt + (this.#read % slotCount) * wordsPerSlot + index] ?? 0;
  }

  #inputsFrom(first: number, bytes: number): readonly Buffer[] {
    const from = (first % inputCount) * inputBytes;
    const straight = this.#inputs.subarray(from, from + bytes);
    const around = this.#inputs.subarray(0, bytes - straight.length);
    return [straight, around].filter(({ length }) => length > 0);
  }
}
