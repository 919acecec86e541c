import { mustBeValidFor } from '#posture/node/question/certificates.ts';

export const evaluate = mustBeValidFor(30);
