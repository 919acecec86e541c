import { binds } from '#posture/object/bindings.ts';

export const evaluate = binds(
  ({ kind, name }) => kind === 'ServiceAccount' && name === 'default',
  'every pod of the namespace that names no account',
);
