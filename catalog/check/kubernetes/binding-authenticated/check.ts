import { binds } from '#posture/object/bindings.ts';

export const evaluate = binds(
  ({ name }) => name === 'system:authenticated',
  'everybody who has any account',
);
