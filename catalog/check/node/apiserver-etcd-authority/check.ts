export { etcdAuthority as evaluate } from '#posture/node/question/etcd-client.ts';
