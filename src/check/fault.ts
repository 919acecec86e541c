import type { CheckMeta, Violation } from '#contract/check.ts';
import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';
import type { SourceRange } from '#model/source-range.ts';

/** What a check found, as a fault: `place` is the file, or the exact place where the violation has no range of its own. */
export function faultOf(meta: CheckMeta, violation: Violation, place: Location): Fault {
  const { message = meta.title, severity = meta.severity } = violation;
  return {
    kind: meta.kind,
    rule: meta.id,
    severity,
    title: meta.title,
    locations: [placeOf(violation, place)],
    message,
    ...(violation.subject !== undefined && { subject: violation.subject }),
    ...caseOf(violation),
    rationale: meta.rationale,
    remediation: meta.remediation,
    aliases:
      violation.aliases === undefined ? meta.aliases : [...meta.aliases, ...violation.aliases],
    references: meta.references,
    ...(meta.controls.length > 0 && { controls: meta.controls }),
    ...(violation.fixes !== undefined && violation.fixes.length > 0 && { fixes: violation.fixes }),
  };
}

function placeOf(violation: Violation, file: Location): Location {
  const { range, place = file } = violation;
  return range === undefined ? place : at(file, range);
}

function at(place: Location, { line, column, endLine, endColumn }: SourceRange): Location {
  return { ...place, line, column, endLine, endColumn };
}

/** What tells this fault from others of its kind. */
function caseOf({ object, identity, evidence }: Violation): Partial<Fault> {
  return {
    ...(object !== undefined && { object }),
    ...(identity !== undefined && { identity }),
    ...(evidence !== undefined && { evidence }),
  };
}
