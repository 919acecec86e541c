import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'argoproj.io/AppProject') || object.name === 'default') return;
  const spec = fieldOf(object.body, 'spec');
  if (textsOf(fieldOf(spec, 'sourceRepos')).includes('*'))
    yield {
      message: 'every repository is allowed',
      identity: 'repos',
      field: ['spec', 'sourceRepos'],
    };
  for (const [at, one] of objectsOf(fieldOf(spec, 'destinations')))
    if (fieldOf(one, 'namespace') === '*')
      yield {
        message: 'every namespace is allowed',
        identity: `to ${at}`,
        field: ['spec', 'destinations', at, 'namespace'],
      };
  for (const [at, one] of objectsOf(fieldOf(spec, 'clusterResourceWhitelist')))
    if (valueAt(one, ['kind']) === '*' && valueAt(one, ['group']) === '*')
      yield {
        message: 'every kind of the cluster is allowed',
        identity: `kinds ${at}`,
        field: ['spec', 'clusterResourceWhitelist', at, 'kind'],
      };
}
