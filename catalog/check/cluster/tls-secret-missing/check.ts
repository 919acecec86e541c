import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing(
  '',
  'Secret',
  ({ from }) => from.kind === 'Ingress' || from.kind === 'Gateway',
);
