export { idleTimeout as evaluate } from '#posture/node/question/kubelet.ts';
