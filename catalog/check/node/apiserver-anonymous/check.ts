export { anonymousRequests as evaluate } from '#posture/node/question/apiserver.ts';
