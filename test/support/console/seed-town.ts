import { hostileText } from './hostile-text.ts';

/** Workloads: name, namespace, and from where they are reachable. */
export const townNames = [
  ['checkout', 'shop', 'internet'],
  ['web', 'shop', 'internet'],
  ['catalogue', 'shop', 'cluster'],
  ['ledger', 'payments', 'cluster'],
  ['fraud-scoring-service-with-a-very-long-name', 'payments', 'isolated'],
  ['gateway', 'platform', 'internet'],
  ['postgres', 'platform', 'cluster'],
  ['redis', 'shop', 'cluster'],
  ['batch', 'data', 'unknown'],
  [hostileText, 'legacy', 'internet'],
] as const;

/** Counts of findings of what was scanned. */
export const counts = { P0: 1, P1: 3, P2: 9, P3: 12, P4: 40, total: 65, fixable: 31, exploited: 2 };

/** Counts where nothing was found. */
export const none = { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0, total: 0, fixable: 0, exploited: 0 };
