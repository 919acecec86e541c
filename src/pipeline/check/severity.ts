import type { Severity } from '#model/severity.ts';
import type { Flow } from '../model.ts';

/** How bad it is that a value becomes code: by who sets it, what it can hold and what the run can do. */
export function flowSeverity({ actor, trust, privileged, provided }: Flow): Severity {
  if (!provided) return 'low';
  if (actor === 'outsider') return outsiderSeverity(trust, privileged);
  if (actor === 'contributor') return trust === 'arbitrary' ? 'medium' : 'low';
  return 'low';
}

function outsiderSeverity(trust: Flow['trust'], privileged: boolean): Severity {
  if (!privileged) return 'medium';
  return trust === 'arbitrary' ? 'critical' : 'high';
}
