import type { RuntimeDescriptor } from '#model/runtime-event.ts';

/** How many descriptors all tables of a capture may hold together. */
export interface DescriptorBudget {
  left: number;
}

const maxOfOne = 65_536;

/** Open descriptors of a process. A fork shares them with its creator until one of both changes something. */
export class DescriptorTable {
  readonly #budget: DescriptorBudget;
  #entries: Map<number, RuntimeDescriptor> = new Map();
  #isShared = false;
  /** Those that an exec closes. */
  #closing = new Set<number>();

  constructor(budget: DescriptorBudget) {
    this.#budget = budget;
  }

  get(number: number): RuntimeDescriptor | undefined {
    return this.#entries.get(number);
  }

  /** Ignored when there are too many: a capture may name more than a machine can have. */
  set(descriptor: RuntimeDescriptor): void {
    this.#own();
    const isNew = !this.#entries.has(descriptor.number);
    if (isNew && (this.#budget.left <= 0 || this.#entries.size >= maxOfOne)) return;
    if (isNew) this.#budget.left -= 1;
    this.#entries.set(descriptor.number, descriptor);
  }

  /** Whether an exec closes a descriptor. */
  closeOnExec(number: number, closes: boolean): void {
    if (closes && this.#entries.has(number)) this.#closing.add(number);
    else this.#closing.delete(number);
  }

  /** What an exec leaves open. */
  exec(): void {
    for (const number of this.#closing) this.delete(number);
    this.#closing.clear();
  }

  delete(number: number): void {
    this.#closing.delete(number);
    if (!this.#entries.has(number)) return;
    this.#own();
    if (this.#entries.delete(number)) this.#budget.left += 1;
  }

  deleteRange(first: number, last: number): void {
    const within = [...this.#entries.keys()].filter((number) => number >= first && number <= last);
    for (const number of within) this.delete(number);
  }

  fork(): DescriptorTable {
    const copy = new DescriptorTable(this.#budget);
    copy.#entries = this.#entries;
    copy.#isShared = true;
    copy.#closing = new Set(this.#closing);
    this.#isShared = true;
    return copy;
  }

  /** Gives back what it held alone. */
  clear(): void {
    if (!this.#isShared) this.#budget.left += this.#entries.size;
    this.#entries = new Map();
    this.#isShared = false;
    this.#closing.clear();
  }

  #own(): void {
    if (!this.#isShared) return;
    this.#isShared = false;
    const fits = this.#entries.size <= this.#budget.left;
    this.#entries = new Map<number, RuntimeDescriptor>(fits ? this.#entries : []);
    this.#budget.left -= this.#entries.size;
  }
}
