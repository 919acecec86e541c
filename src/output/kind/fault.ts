import type { FaultFinding } from '#model/finding.ts';
import { clean } from '../clean.ts';
import { referenceLinks } from '../link.ts';
import { placeText } from './place.ts';
import type { Detail } from './words.ts';

/** What a check proved. */
export function faultDetail({ fault }: FaultFinding): Detail {
  const [place] = fault.locations;
  const hidden =
    fault.hidden === undefined
      ? ''
      : `; the file is ${fault.hidden.state} by a later layer but still in the image`;
  return {
    ids: [fault.rule, ...fault.aliases],
    subject: placeText(place),
    change: place.path,
    version: '',
    unfixed: fault.fixes === undefined ? 'change it' : 'a patch is known',
    fix: clean(fault.fixes?.[0]?.title ?? fault.remediation, 1000),
    reasons: [],
    statement: `${clean(fault.message, 500)}${hidden}`,
    links: referenceLinks(fault.references),
  };
}
