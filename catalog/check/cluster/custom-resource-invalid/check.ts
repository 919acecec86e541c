import { customFaults } from '#posture/custom/invalid.ts';

export const evaluate = customFaults;
