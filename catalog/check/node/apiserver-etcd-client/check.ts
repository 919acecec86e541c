export { etcdClient as evaluate } from '#posture/node/question/etcd-client.ts';
