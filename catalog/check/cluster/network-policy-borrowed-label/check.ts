import { networkCheck } from '#network/check.ts';

export const evaluate = networkCheck('borrowed-label');
