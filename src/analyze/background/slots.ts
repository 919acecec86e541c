/** Largest content that is handed over; whatever is larger is examined where it stands. */
export const slotBytes = 2 * 2 ** 20;
const slotCount = 5;
/** Files that share a slot; more would make the other thread wait for the slot to fill. */
export const mostFiles = 256;

/** Memory that two threads share: slots, each with the contents of some files, and a word for each: 0 when it is free. */
export interface SlotMemory {
  readonly control: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

export function newSlots(): SlotMemory {
  return {
    control: new SharedArrayBuffer(4 * slotCount),
    bytes: new SharedArrayBuffer(slotBytes * slotCount),
  };
}

/** Takes a free slot, if there is one. */
export function takeSlot({ control }: SlotMemory): number | undefined {
  const words = new Int32Array(control);
  const slot = words.findIndex((_, at) => Atomics.compareExchange(words, at, 0, 1) === 0);
  return slot === -1 ? undefined : slot;
}

export function freeSlot({ control }: SlotMemory, slot: number): void {
  Atomics.store(new Int32Array(control), slot, 0);
}

export function slotAt({ bytes }: SlotMemory, slot: number): Buffer {
  return Buffer.from(bytes, slot * slotBytes, slotBytes);
}
