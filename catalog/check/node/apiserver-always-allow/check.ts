export { allowsNothingByDefault as evaluate } from '#posture/node/question/apiserver.ts';
