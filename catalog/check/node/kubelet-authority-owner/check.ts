import { ownerOf, root } from '#posture/node/question/files.ts';

export const evaluate = ownerOf('client-ca', root);
