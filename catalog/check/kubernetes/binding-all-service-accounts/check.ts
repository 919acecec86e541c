import { binds } from '#posture/object/bindings.ts';

export const evaluate = binds(
  ({ kind, name }) => kind === 'Group' && /^system:serviceaccounts(?::|$)/.test(name),
  'the service accounts of every pod, of one namespace or of all',
);
