import type { Fault } from '#model/fault.ts';
import { clean } from '../clean.ts';
import { idLine } from './secret-words.ts';
import type { Section } from './section.ts';

const manyFixes = 5;

/** What a check saw, what proves it, what to change, and under which names others know it. */
export function faultSections(fault: Fault): readonly Section[] {
  const { message, subject, evidence = [], fixes = [], aliases, controls = [] } = fault;
  return [
    {
      title: 'what',
      lines: [
        clean(message, 1000),
        ...(subject === undefined ? [] : [`in ${clean(subject, 200)}`]),
        ...evidence.map(({ label, text }) => `${clean(label, 100)}: ${clean(text, 500)}`),
      ],
    },
    {
      title: 'remedy',
      lines: [
        clean(fault.remediation, 2000),
        ...fixes
          .slice(0, manyFixes)
          .map(({ title, safety }) => `patch (${safety}): ${clean(title, 300)}`),
      ],
    },
    {
      title: 'ids',
      lines: [
        ...(aliases.length === 0 ? [] : [idLine(aliases)]),
        ...(controls.length === 0 ? [] : [`answers ${controls.join(', ')}`]),
      ],
    },
  ];
}
