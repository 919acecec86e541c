export { noAlphaFeatures as evaluate } from '#posture/node/question/gates.ts';
