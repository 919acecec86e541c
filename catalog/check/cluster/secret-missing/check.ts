import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing(
  '',
  'Secret',
  ({ use, from }) => use !== 'pull' && from.kind !== 'Ingress' && from.kind !== 'Gateway',
);
