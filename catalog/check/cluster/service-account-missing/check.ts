import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('', 'ServiceAccount', ({ from }) => !from.kind.endsWith('Binding'));
