export { pidLimit as evaluate } from '#posture/node/question/kubelet.ts';
