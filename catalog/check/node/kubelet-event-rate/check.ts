export { eventRate as evaluate } from '#posture/node/question/kubelet.ts';
