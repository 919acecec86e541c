import type { Reach } from '#contract/platform.ts';

/** Whether a sender may tell of what happens at a place. A grant for a repository says nothing of machines. */
export function mayTell(
  reach: Reach,
  at: { readonly cluster: string; readonly namespace?: string },
): boolean {
  if (reach === 'all') return true;
  return reach.some(
    ({ cluster, namespace, repository }) =>
      (cluster === undefined || cluster === at.cluster) &&
      (namespace === undefined || namespace === at.namespace) &&
      repository === undefined,
  );
}
