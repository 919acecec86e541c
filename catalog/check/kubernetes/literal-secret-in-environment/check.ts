import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { variablesOf } from '#posture/workload/environment.ts';
import { isLiteralSecret, isSecretName, looksSecret } from '#posture/workload/secret-names.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    for (const { name, value = '', steps } of variablesOf(container)) {
      const isKnown = looksSecret(value);
      if (!isKnown && !(isSecretName(name) && isLiteralSecret(value))) continue;
      yield inContainer(
        container,
        [...steps, 'value'],
        `${called(container)} has the secret ${name} written in it`,
        {
          detail: name,
          ...(!isKnown && { severity: 'medium' }),
        },
      );
    }
  }
}
