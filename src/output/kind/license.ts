import type { LicenseFinding } from '#model/finding.ts';
import { clean } from '../clean.ts';
import type { Detail } from './words.ts';

/** A licence that the policy does not allow. */
export function licenseDetail({ rule, license }: LicenseFinding): Detail {
  const { component, expression, offending } = license;
  const name = `${clean(component.name, 200)} ${clean(component.version, 100)}`.trimEnd();
  const stated = expression === '' ? 'no licence' : clean(expression, 200);
  const entry = clean(license.rule, 100);
  return {
    ids: [rule],
    subject: component.name,
    change: component.name,
    version: component.version,
    unfixed: expression === '' ? 'no licence stated' : 'licence not allowed',
    fix: `replace ${clean(component.name, 200)}, or allow its licence in the policy`,
    reasons: [],
    statement:
      offending.length === 0
        ? `${name} states ${stated}, which the policy does not allow (${entry})`
        : `${name} is under ${offending.map((each) => clean(each, 100)).join(', ')}, which the policy does not allow (${entry})`,
    links: [],
  };
}
