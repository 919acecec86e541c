import { selectsNothing } from '#posture/relation/selects-nothing.ts';

export const evaluate = selectsNothing('networking.k8s.io', 'NetworkPolicy', 'podSelector');
