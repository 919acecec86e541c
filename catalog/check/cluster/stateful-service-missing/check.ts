import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('', 'Service', ({ from }) => from.kind === 'StatefulSet');
