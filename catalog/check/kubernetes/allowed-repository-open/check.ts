import type { Violation } from '#contract/check.ts';
import { listOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

const list = ['spec', 'parameters', 'repos'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'constraints.gatekeeper.sh/K8sAllowedRepos')) return;
  for (const [at, repo] of listOf(valueAt(object.body, list)).entries()) {
    if (typeof repo !== 'string' || /[/:@]$|:.+$|@/.test(repo)) continue;
    const field = [...list, at];
    yield {
      message: `"${repo}" is the beginning of other names too`,
      identity: repo,
      field,
      patches: [setField('end it with "/"', field, `${repo}/`)],
    };
  }
}
