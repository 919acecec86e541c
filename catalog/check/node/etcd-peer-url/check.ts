import { mustListenWithTls } from '#posture/node/question/apiserver.ts';

export const evaluate = mustListenWithTls('listen-peer-urls');
