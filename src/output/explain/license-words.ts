import type { LicenseFacts } from '#model/finding.ts';
import { clean } from '../clean.ts';
import type { Section } from './section.ts';

/** What the package states, and what of it the policy does not allow. */
export function licenseSections(facts: LicenseFacts): readonly Section[] {
  const { expression, offending, rule } = facts;
  return [
    {
      title: 'why',
      lines: [
        expression === '' ? 'the package states no licence' : `stated: ${clean(expression, 400)}`,
        ...(offending.length === 0
          ? []
          : [`decided by: ${offending.map((each) => clean(each, 100)).join(', ')}`]),
        `entry of the policy: ${clean(rule, 200)}`,
      ],
    },
  ];
}
