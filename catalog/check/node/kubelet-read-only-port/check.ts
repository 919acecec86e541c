export { readOnlyPort as evaluate } from '#posture/node/question/kubelet.ts';
