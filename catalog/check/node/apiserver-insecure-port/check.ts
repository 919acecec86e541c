export { insecurePort as evaluate } from '#posture/node/question/apiserver-limits.ts';
