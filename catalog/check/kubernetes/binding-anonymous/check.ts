import { binds } from '#posture/object/bindings.ts';

export const evaluate = binds(
  ({ name }) => name === 'system:anonymous' || name === 'system:unauthenticated',
  'everybody who reaches the API server',
);
