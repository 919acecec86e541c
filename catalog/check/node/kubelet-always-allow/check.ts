export { authorization as evaluate } from '#posture/node/question/kubelet.ts';
