import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type VerifiedReport, verifyReport } from '#app/platform/verify-report.ts';
import { CaissonError } from '#kit/error.ts';
import { printable, quote } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

interface VerifyFlags {
  readonly key?: string;
  readonly format: 'table' | 'json';
  readonly quiet?: boolean;
}

/** `caisson report verify FILE`. Throws what the signature says: `integrity.*`, so that the exit code is 5. */
export function runReportVerify(file: string, flags: VerifyFlags, terminal: Terminal): number {
  const bytes = file === '-' ? terminal.readInput() : bytesIn(file, terminal);
  const trusted = flags.key === undefined ? undefined : keyOf(flags.key, terminal);
  const verified = verifyReport(bytes, trusted);
  if (flags.format === 'json')
    terminal.out.write(`${JSON.stringify({ ...factsOf(verified) }, undefined, 2)}\n`);
  else if (flags.quiet !== true) terminal.out.write(wordsOf(verified));
  return exitCodes.ok;
}

function bytesIn(file: string, { workingDirectory }: Terminal): Uint8Array {
  try {
    return readFileSync(resolve(workingDirectory, file));
  } catch (cause) {
    throw new CaissonError('input.not-found', `cannot read ${quote(file)}`, { cause });
  }
}

/** A file that holds a key, or the key itself. */
function keyOf(given: string, terminal: Terminal): string {
  if (given.startsWith('sha256:') || given.startsWith('-----')) return given;
  const path = resolve(terminal.workingDirectory, given);
  return existsSync(path) ? Buffer.from(bytesIn(path, terminal)).toString('utf8') : given;
}

const told = ['title', 'kind', 'subject', 'made', 'madeBy'] as const;

function factsOf({ keyId, isTrusted, payload }: VerifiedReport): Readonly<Record<string, unknown>> {
  const known = told.flatMap((name) => {
    const value = payload[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
  });
  return { valid: true, keyId, trusted: isTrusted, ...Object.fromEntries(known) };
}

function wordsOf(verified: VerifiedReport): string {
  const { title = 'the report' } = factsOf(verified);
  const whose = verified.isTrusted
    ? 'the key that was named'
    : 'a key that nobody vouches for; name the one you expect with --key';
  return `${printable(String(title))}: it is what was signed\nsigned by ${verified.keyId} (${whose})\n`;
}
