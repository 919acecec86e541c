import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { addedCapabilities, plainName } from '#posture/workload/capabilities.ts';
import { atPlace, holderOf } from '#posture/workload/violation.ts';

/** What reaches the memory, the files or the kernel of the node. */
const strong: ReadonlySet<string> = new Set(
  'ALL BPF DAC_READ_SEARCH MAC_ADMIN MAC_OVERRIDE SYS_BOOT SYS_PTRACE SYS_RAWIO'.split(' '),
);
const own: ReadonlySet<string> = new Set(['SYS_ADMIN', 'SYS_MODULE', 'NET_RAW']); // checks of their own

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of addedCapabilities(subject, (name) => !own.has(name))) {
    const name = plainName(place.value ?? '');
    yield atPlace(place, `${holderOf(place)} adds ${name}`, {
      ...(strong.has(name) && { severity: 'high' }),
      patches: [removeField(`do not add ${name}`, place.field)],
    });
  }
}
