import { selectsNothing } from '#posture/relation/selects-nothing.ts';

export const evaluate = selectsNothing('policy', 'PodDisruptionBudget', 'selector');
