/** Largest content that is handed over; whatever is larger is examined where it stands. */
export const slotBytes = 4 * 2 ** 20;
const slotCount = 4;
/** The word that counts how often a slot was freed. */
const freedAt = slotCount;
/** Files that share a slot; more would make the other thread wait for the slot to fill. */
export const mostFiles = 256;

/** Memory that two threads share: slots, each with the contents of some files, and a word for each, 0 when it is free. */
export interface SlotMemory {
  readonly control: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

export function newSlots(): SlotMemory {
  return {
    control: new SharedArrayBuffer(4 * (slotCount + 1)),
    bytes: new SharedArrayBuffer(slotBytes * slotCount),
  };
}

/** Takes a free slot, if there is one. */
export function takeSlot({ control }: SlotMemory): number | undefined {
  const words = new Int32Array(control, 0, slotCount);
  const slot = words.findIndex((_, at) => Atomics.compareExchange(words, at, 0, 1) === 0);
  return slot === -1 ? undefined : slot;
}

export function freeSlot({ control }: SlotMemory, slot: number): void {
  const words = new Int32Array(control);
  Atomics.store(words, slot, 0);
  Atomics.add(words, freedAt, 1);
  Atomics.notify(words, freedAt);
}

/** Stops this thread until a slot is free, at most so long. */
export function awaitSlot({ control }: SlotMemory, timeoutMs: number): void {
  const words = new Int32Array(control);
  const freed = Atomics.load(words, freedAt);
  for (let slot = 0; slot < slotCount; slot += 1) if (Atomics.load(words, slot) === 0) return;
  Atomics.wait(words, freedAt, freed, timeoutMs);
}

export function slotAt({ bytes }: SlotMemory, slot: number): Buffer {
  return Buffer.from(bytes, slot * slotBytes, slotBytes);
}
