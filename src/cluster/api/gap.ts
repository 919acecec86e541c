import type { CaissonError } from '#kit/error.ts';
import type { Gap, GapReason } from '#model/observation.ts';

/** What could not be read, and why; `path` is a resource (`pods`, `deployments.apps`) or an API group with its version. */
export function gapOf(path: string, error: CaissonError): Gap {
  const hint = error.hint === undefined ? '' : ` (${error.hint})`;
  return {
    type: 'gap',
    location: { path },
    reason: reasonOf(error),
    detail: `${error.message}${hint}`,
  };
}

function reasonOf({ code }: CaissonError): GapReason {
  if (code === 'limit.time') return 'timed-out';
  if (code.startsWith('limit.')) return 'too-large';
  return code === 'input.malformed' ? 'malformed' : 'unreadable';
}
