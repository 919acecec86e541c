import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { variablesOf } from '#posture/workload/environment.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    for (const { name, body, steps } of variablesOf(container)) {
      if (!isObject(valueAt(body, ['valueFrom', 'secretKeyRef']))) continue;
      yield inContainer(
        container,
        [...steps, 'valueFrom', 'secretKeyRef'],
        `${called(container)} takes ${name} from a Secret`,
        { detail: name },
      );
    }
    for (const [at, source] of objectsOf(fieldOf(container.body, 'envFrom'))) {
      const secret = fieldOf(source, 'secretRef');
      if (!isObject(secret)) continue;
      const name = textOf(fieldOf(secret, 'name')) ?? '';
      yield inContainer(
        container,
        ['envFrom', at, 'secretRef'],
        `${called(container)} takes variables from the Secret "${name}"`,
        { detail: name },
      );
    }
  }
}
