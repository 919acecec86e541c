import { networkCheck } from '#network/check.ts';

export const evaluate = networkCheck('wanted-blocked');
