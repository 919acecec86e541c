const maxRanges = 512;

interface Range {
  readonly first: number;
  readonly last: number;
  /** Absent: every container. */
  readonly container?: string;
}

/** Which windows lost events. Old ranges give way. */
export class Losses {
  readonly #ranges: Range[] = [];

  add(first: number, last: number, container?: string): void {
    this.#ranges.push({ first, last, ...(container === undefined ? {} : { container }) });
    if (this.#ranges.length > maxRanges) this.#ranges.shift();
  }

  has(window: number, container: string): boolean {
    return this.#ranges.some(
      (range) =>
        window >= range.first &&
        window <= range.last &&
        (range.container === undefined || range.container === container),
    );
  }
}
