import type { Fault } from '#model/fault.ts';
import type { Fix } from '#model/source-range.ts';
import { clean } from '../clean.ts';
import { idLine } from './secret-words.ts';
import type { Section } from './section.ts';

const manyFixes = 5;

/** What a check saw, what proves it and under which names others know it. */
export function faultSections(fault: Fault): readonly Section[] {
  const { message, subject, rationale, evidence = [], aliases, controls = [] } = fault;
  return [
    {
      title: 'what',
      lines: [
        clean(message, 1000),
        ...(subject === undefined ? [] : [`in ${clean(subject, 200)}`]),
        ...evidence.map(({ label, text }) => `${clean(label, 100)}: ${clean(text, 500)}`),
      ],
    },
    { title: 'why', lines: rationale === undefined ? [] : [clean(rationale, 2000)] },
    {
      title: 'ids',
      lines: [
        ...(aliases.length === 0 ? [] : [idLine(aliases)]),
        ...(controls.length === 0 ? [] : [`answers ${controls.join(', ')}`]),
      ],
    },
  ];
}

/** What to do, as an order to a person, and the patches that do it. */
export function faultFixLines({ remediation, fixes = [] }: Fault): readonly string[] {
  return [clean(remediation, 2000), ...fixes.slice(0, manyFixes).flatMap(patchLines)];
}

/** The patch, and what it puts in; the file is not at hand, so what goes is told by its bytes. */
function patchLines({ title, safety, edits }: Fix): readonly string[] {
  return [
    `patch (${safety}): ${clean(title, 300)}`,
    ...edits.slice(0, manyFixes).flatMap(({ start, end, text }) => [
      start === end ? `at byte ${start}:` : `in place of bytes ${start} to ${end}:`,
      ...text
        .slice(0, 1000)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `+ ${clean(line, 200)}`),
    ]),
  ];
}
