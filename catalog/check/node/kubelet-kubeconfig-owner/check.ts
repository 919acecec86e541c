import { ownerOf, root } from '#posture/node/question/files.ts';

export const evaluate = ownerOf('kubelet-kubeconfig', root);
