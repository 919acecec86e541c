import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('node.k8s.io', 'RuntimeClass');
