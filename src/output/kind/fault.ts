import type { FaultFinding } from '#model/finding.ts';
import { clean } from '../clean.ts';
import { faultStatement, objectName } from '../kube/object-words.ts';
import { referenceLinks } from '../link.ts';
import { placeText } from './place.ts';
import type { Detail } from './words.ts';

const orders: Readonly<Record<FaultFinding['kind'], string>> = {
  misconfiguration: 'change it',
  credential: 'replace it',
  malware: 'remove it',
};

/** What a check proved. */
export function faultDetail({ kind, fault }: FaultFinding): Detail {
  const [place] = fault.locations;
  const hidden =
    fault.hidden === undefined
      ? ''
      : `; the file is ${fault.hidden.state} by a later layer but still in the image`;
  return {
    ids: [fault.rule, ...fault.aliases],
    subject: fault.object === undefined ? placeText(place) : objectName(fault.object),
    change: place.path,
    version: '',
    unfixed: fault.fixes === undefined ? orders[kind] : 'a patch is known',
    fix: clean(fault.fixes?.[0]?.title ?? fault.remediation, 1000),
    reasons: [],
    statement: `${faultStatement(fault)}${hidden}`,
    links: referenceLinks(fault.references),
  };
}
