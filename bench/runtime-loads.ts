import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What every part needs. */
export interface Bench {
  /** The compiled `runtime-load.c`. */
  readonly load: string;
  /** Of its own, removed at the end. */
  readonly directory: string;
  /** Words for `caisson watch`. */
  readonly rules: readonly string[];
  readonly pairs: number;
}

export function compileLoad(directory: string): string {
  const program = join(directory, 'caisson-load');
  execFileSync('cc', ['-O2', '-o', program, join(import.meta.dirname, 'runtime-load.c')]);
  return program;
}

/** Runs the load and gives the nanoseconds that it printed. */
export async function runLoad(
  { load }: Bench,
  ...words: readonly (string | number)[]
): Promise<number> {
  const child = spawn(load, words.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await once(child, 'close');
  return Number(printed);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
