export { rotatesServing as evaluate } from '#posture/node/question/gates.ts';
