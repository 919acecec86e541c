import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { PodTemplate } from '#kube/pods.ts';
import type { FieldChange } from '#model/kubernetes.ts';

/** A pod that names its account in `serviceAccount` alone, or another than in `serviceAccountName`. */
export function oldAccountFault({ spec, specPath }: PodTemplate): Violation | undefined {
  const old = textOf(fieldOf(spec, 'serviceAccount')) ?? '';
  const name = textOf(fieldOf(spec, 'serviceAccountName')) ?? '';
  if (old === '' || old === name) return undefined;
  const field = [...specPath, 'serviceAccount'];
  const path = [...specPath, 'serviceAccountName'];
  const isAlone = name === '';
  const rename: readonly FieldChange[] = isAlone ? [{ op: 'set', path, value: old }] : [];
  return {
    message: isAlone
      ? `the pod names "${old}" in serviceAccount`
      : `serviceAccount says "${old}", serviceAccountName "${name}"`,
    identity: 'serviceAccount',
    field,
    patches: [
      {
        title: 'use serviceAccountName',
        safety: isAlone ? 'safe' : 'review',
        changes: [...rename, { op: 'remove', path: field }],
      },
    ],
  };
}
