import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's nursery at the size it has, for the whole process: it doubles up to 32 MB on each thread as soon as much is alive at once,
 * and what passes through a scan is short-lived anyway (measured: 150 MB less, 3 % more time).
 */
export function boundYoungMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
