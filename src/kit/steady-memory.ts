import { setFlagsFromString } from 'node:v8';
import { boundYoungMemory } from './young-memory.ts';

/**
 * For programs that run for months, for the whole process: on a machine with much memory V8 lets a lot of garbage gather before it
 * looks; now it looks when there is half as much garbage as life.
 */
export function keepMemorySteady(): void {
  boundYoungMemory();
  setFlagsFromString('--heap-growing-percent=50');
}
