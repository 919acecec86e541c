import type { Fault } from '#model/fault.ts';
import type { Fix } from '#model/source-range.ts';
import { clean } from '../clean.ts';
import { fieldPatchLines } from '../kube/field-patch.ts';
import { fieldOf, objectName } from '../kube/object-words.ts';
import { idLine } from './secret-words.ts';
import type { Section } from './section.ts';

const manyFixes = 5;

/** What a check saw, what proves it and under which names others know it. */
export function faultSections(fault: Fault): readonly Section[] {
  const { message, rationale, evidence = [], aliases, controls = [] } = fault;
  return [
    { title: 'object', lines: objectLines(fault) },
    {
      title: 'what',
      lines: [
        clean(message, 1000),
        ...subjectLines(fault),
        ...evidence.map(({ label, text }) => `${clean(label, 100)}: ${clean(text, 500)}`),
      ],
    },
    { title: 'why', lines: rationale === undefined ? [] : [clean(rationale, 2000)] },
    {
      title: 'ids',
      lines: [
        ...(aliases.length === 0 ? [] : [idLine(aliases)]),
        ...(controls.length === 0 ? [] : [`answers ${clean(controls.join(', '), 1000)}`]),
      ],
    },
  ];
}

/** The object of a cluster, and the field in it that has to be changed. */
function objectLines(fault: Fault): readonly string[] {
  const { object } = fault;
  if (object === undefined) return [];
  const field = fieldOf(fault);
  return [
    `${objectName(object)} (${clean(object.apiVersion, 100)})`,
    ...(field === '' ? [] : [`field ${field}`]),
  ];
}

/** What has the fault inside the file, where that is not the object itself. */
function subjectLines({ subject, object }: Fault): readonly string[] {
  if (subject === undefined) return [];
  const said = clean(subject, 200);
  return object !== undefined && said === objectName(object) ? [] : [`in ${said}`];
}

/** What to do, as an order to a person, and the patches that do it. */
export function faultFixLines(fault: Fault): readonly string[] {
  const { remediation, fixes = [], object } = fault;
  const patches = fixes.slice(0, manyFixes);
  return [
    clean(remediation, 2000),
    ...(object === undefined
      ? patches.flatMap(patchLines)
      : patches.flatMap((fix) => objectPatchLines(fix, fieldOf(fault)))),
  ];
}

/** The patch of an object, by its field. */
function objectPatchLines(fix: Fix, field: string): readonly string[] {
  return [
    `patch (${fix.safety}): ${clean(fix.title, 300)}`,
    ...fieldPatchLines(fix, field).map(
      ({ kind, text }) => `${kind === 'gone' ? '-' : '+'} ${text}`,
    ),
  ];
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
