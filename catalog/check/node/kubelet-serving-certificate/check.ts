export { servingCertificate as evaluate } from '#posture/node/question/kubelet.ts';
