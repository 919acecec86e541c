import type { AnswerOf } from '#wire/routes.ts';

/** An image with everything that was found out about it. */
export type ImageDetail = AnswerOf<'readImage'>;
