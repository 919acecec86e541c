import type { ErrorFamily } from '#kit/error.ts';
import { unreachable } from '#kit/never.ts';
import type { Verdict } from '#model/decision.ts';

/** Exit codes are part of the public interface: see docs/reference/exit-codes.md. */
export const exitCodes = {
  ok: 0,
  denied: 1,
  usage: 2,
  incomplete: 3,
  failed: 4,
  untrusted: 5,
  bug: 70,
  interrupted: 130,
} as const;

export function exitCodeOfVerdict(verdict: Verdict): number {
  switch (verdict) {
    case 'allow':
    case 'warn':
      return exitCodes.ok;
    case 'deny':
      return exitCodes.denied;
    case 'incomplete':
      return exitCodes.incomplete;
    default:
      return unreachable(verdict);
  }
}

export function exitCodeOfError(family: ErrorFamily): number {
  switch (family) {
    case 'usage':
      return exitCodes.usage;
    case 'integrity':
      return exitCodes.untrusted;
    case 'input':
    case 'access':
    case 'limit':
    case 'state':
    case 'host':
      return exitCodes.failed;
    case 'internal':
      return exitCodes.bug;
    default:
      return unreachable(family);
  }
}
