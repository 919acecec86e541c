import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { ScanReport } from '#model/report.ts';
import { readReport } from './saved-report.ts';
import { type ScanOptions, scan } from './scan.ts';
import type { Toolbox } from './toolbox.ts';

/**
 * A report of what a person named: a saved report (`-o json=FILE`) is read, everything else is scanned. `directory` is where
 * relative names begin.
 */
export async function reportOf(
  reference: string | undefined,
  options: ScanOptions,
  toolbox: Toolbox,
  scope: Scope & { readonly directory: string },
): Promise<ScanReport> {
  const path = reference === undefined ? undefined : resolve(scope.directory, reference);
  if (path !== undefined && isReportFile(path)) return readReport(path);
  return scan(reference, options, toolbox, scope);
}

const headBytes = 4096;

/** Whether a file begins as our reports do; its whole content is judged by whoever reads it. */
export function isReportFile(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const text = head.toString('utf8', 0, readSync(descriptor, head, 0, headBytes, 0));
    return /^\s*\{\s*"(?:baseline|database)"\s*:\s*\{/.test(text); // keys are written in order
  } finally {
    closeSync(descriptor);
  }
}
