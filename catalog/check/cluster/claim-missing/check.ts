import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('', 'PersistentVolumeClaim');
