import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('scheduling.k8s.io', 'PriorityClass');
