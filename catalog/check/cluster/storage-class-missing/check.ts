import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('storage.k8s.io', 'StorageClass');
