import { setFlagsFromString } from 'node:v8';
import { boundYoungMemory } from './young-memory.ts';

/**
 * For programs that run for months, for the whole process: V8 lets garbage grow to four times what is alive (and far more on a machine
 * with much memory) before it looks; now it looks when there is half as much garbage as life. Measured in a flood: 190 MB instead of 330.
 */
export function keepMemorySteady(): void {
  boundYoungMemory();
  setFlagsFromString('--heap-growing-percent=50');
}
