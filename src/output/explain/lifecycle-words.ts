import type { LifecycleFacts } from '#model/finding.ts';
import { clean } from '../clean.ts';
import { lifecycleSentence } from '../kind/lifecycle.ts';
import type { Section } from './section.ts';

/** When support of a product ends, and what comes after it. */
export function lifecycleSections(facts: LifecycleFacts): readonly Section[] {
  const { period, version, successor } = facts;
  const days = [
    ['released', period.released],
    ['active support until', period.activeUntil],
    ['security support until', period.supportedUntil],
    ['extended (paid or by others) until', period.extendedUntil],
    ['newest release of the line', period.latest],
  ] as const;
  return [
    {
      title: 'why',
      lines: [`${lifecycleSentence(facts)}; found: ${clean(version, 60) || 'no version'}`],
    },
    {
      title: 'support',
      lines: [
        ...days.flatMap(([label, value]) =>
          value === undefined ? [] : [`${label} ${clean(value, 40)}`],
        ),
        ...(period.longTerm === true ? ['a long-term line'] : []),
        ...(successor === undefined ? [] : [`newest supported line: ${clean(successor, 40)}`]),
      ],
    },
  ];
}
