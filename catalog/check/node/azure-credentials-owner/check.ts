import { ownerOf, root } from '#posture/node/question/files.ts';

export const evaluate = ownerOf('azure-json', root);
