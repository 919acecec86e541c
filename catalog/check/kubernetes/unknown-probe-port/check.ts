import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { portsOf, probedPorts } from '#posture/workload/probes.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'regular', 'init')) {
    const declared = portsOf(container).filter(({ protocol }) => protocol === 'TCP');
    for (const { probe, port, steps } of probedPorts(container)) {
      const isName = typeof port === 'string' && !/^\d+$/.test(port);
      const isKnown = declared.some(({ name, number }) =>
        isName ? name === port : number === Number(port),
      );
      if (isKnown || (!isName && declared.length === 0)) continue;
      yield inContainer(
        container,
        steps,
        `${probe} of ${called(container)} asks port ${port}, which it does not declare`,
        {
          detail: probe,
          ...(isName && { severity: 'medium' }),
        },
      );
    }
  }
}
