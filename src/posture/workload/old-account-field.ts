import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { PodTemplate } from '#kube/pods.ts';
import type { FieldChange } from '#model/kubernetes.ts';

/** A pod that names its account in `serviceAccount`. `isEcho`: the API server may have written it beside the same name. */
export function oldAccountFault(
  { spec, specPath }: PodTemplate,
  isEcho: boolean,
): Violation | undefined {
  const old = textOf(fieldOf(spec, 'serviceAccount')) ?? '';
  const name = textOf(fieldOf(spec, 'serviceAccountName')) ?? '';
  if (old === '' || (old === name && isEcho)) return undefined;
  const field = [...specPath, 'serviceAccount'];
  const path = [...specPath, 'serviceAccountName'];
  const rename: readonly FieldChange[] = name === '' ? [{ op: 'set', path, value: old }] : [];
  const isSame = name === '' || name === old;
  return {
    message: isSame
      ? `the pod names "${old}" in serviceAccount`
      : `serviceAccount says "${old}", serviceAccountName "${name}"`,
    identity: 'serviceAccount',
    field,
    patches: [
      {
        title: 'use serviceAccountName',
        safety: isSame ? 'safe' : 'review',
        changes: [...rename, { op: 'remove', path: field }],
      },
    ],
  };
}
