import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Service')) return;
  const ports = objectsOf(valueAt(object.body, ['spec', 'ports']));
  const seen = new Set<string>();
  for (const [at, port] of ports) {
    const name = fieldOf(port, 'name');
    const number = `${JSON.stringify(fieldOf(port, 'port'))}/${textOf(fieldOf(port, 'protocol')) ?? 'TCP'}`;
    const field = ['spec', 'ports', at];
    if (ports.length > 1 && typeof name !== 'string')
      yield { message: `port ${number} has no name`, identity: `name ${number}`, field };
    for (const key of [`port ${number}`, ...(typeof name === 'string' ? [`name "${name}"`] : [])]) {
      if (seen.has(key)) yield { message: `${key} stands twice`, identity: key, field };
      seen.add(key);
    }
  }
}
