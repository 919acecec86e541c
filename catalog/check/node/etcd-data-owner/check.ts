import { etcdOwner, ownerOf } from '#posture/node/question/files.ts';

export const evaluate = ownerOf('etcd-data', etcdOwner);
