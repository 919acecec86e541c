export { clientRotation as evaluate } from '#posture/node/question/kubelet-rotation.ts';
