export { anonymous as evaluate } from '#posture/node/question/kubelet.ts';
