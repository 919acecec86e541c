import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('networking.k8s.io', 'IngressClass');
