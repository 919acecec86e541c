import { readFileSync } from 'node:fs';

/**
 * Loaded before a program (`--import`): its clock runs beside that of the machine by the milliseconds that stand in the file
 * `CAISSON_TEST_CLOCK`, looked at ten times a second. Timers are steady, as they are when the clock of a machine is set.
 */
const file = process.env['CAISSON_TEST_CLOCK'] ?? '';
const Real = Date;
let shift = read();
setInterval(() => {
  shift = read();
}, 100).unref();

function read(): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

class ShiftedDate extends Real {
  static override now(): number {
    return Real.now() + shift;
  }

  constructor(...given: unknown[]) {
    if (given.length === 0) super(Real.now() + shift);
    else super(...(given as [number])); // whatever Date takes
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
