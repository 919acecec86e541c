import type { Violation } from '#contract/check.ts';
import { textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { plainName } from '#posture/workload/capabilities.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

/** Where this one is kept, peers that ask for it alone report it. */
const netRaw = ['kube-linter:drop-net-raw-capability', 'checkov:CKV_K8S_28'];

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'capabilities_restricted')) {
    if (place.value !== undefined) continue;
    const drop = valueAt(subject.object.body, place.field);
    const isSpelt = textsOf(drop).some((name) => /^(?:cap_)?all$/i.test(name));
    const keeps = !textsOf(drop).some((name) => plainName(name) === 'NET_RAW');
    yield atPlace(
      place,
      `${holderOf(place)} does not drop ${isSpelt ? '"ALL", spelt so' : 'all capabilities'}`,
      {
        ...(isSpelt && { severity: 'low' }),
        ...(keeps && !isSpelt && { aliases: netRaw }),
        patches: [setField('drop all capabilities', place.field, ['ALL'])],
      },
    );
  }
}
