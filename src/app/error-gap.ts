import { CaissonError } from '#kit/error.ts';
import type { Gap, GapReason } from '#model/observation.ts';

/** What an error says of a file that could not be examined; `undefined` for aborts and bugs, which are none of the file. */
export function gapOfError(path: string, error: unknown): Gap | undefined {
  const reason = reasonOf(error);
  if (reason === undefined) return undefined;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'gap', location: { path }, reason, detail };
}

function reasonOf(error: unknown): GapReason | undefined {
  if (error instanceof CaissonError) {
    if (error.code === 'limit.time') return 'timed-out';
    if (error.code.startsWith('limit.')) return 'too-large';
    if (error.code === 'input.unsupported') return 'unsupported';
    return error.code.startsWith('input.') ? 'malformed' : undefined;
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? 'unreadable' : undefined;
}
