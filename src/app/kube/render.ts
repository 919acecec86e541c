/** Answers about clusters, for people or programs; each is loaded when it is asked for. */
export const renderKubeAnswer = {
  access: () => import('#output/kube/access.ts'),
  map: () => import('#output/kube/network-map.ts'),
  policy: () => import('#output/kube/policy.ts'),
  node: () => import('#output/kube/node.ts'),
  policyText: () => import('#output/kube/policy-explain.ts'),
  proposals: () => import('#output/kube/network-proposals.ts'),
  network: () => import('#output/kube/network-answers.ts'),
} as const;

export type { NetworkFormat } from '#output/kube/network-map.ts';
