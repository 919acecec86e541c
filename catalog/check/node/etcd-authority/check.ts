export { ownEtcdAuthority as evaluate } from '#posture/node/question/apiserver.ts';
