import { keptEvent, keptProcess } from '#event/keep.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Detection, Priority } from '#model/detection.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { Severity } from '#model/severity.ts';
import type { RuleDefinition } from '../ast.ts';
import type { Hit } from './rule-set.ts';
import { type AnyEvent, millisecondsOf } from './value.ts';

/** Where detections are made. */
export interface DetectionContext {
  /** Name of the host: it stands in `because`. */
  readonly host?: string;
  /** Makes the id for a time in milliseconds; a ULID by default. */
  readonly newId?: (time: number) => string;
  /** Events were lost shortly before. */
  readonly incomplete?: boolean;
}

const severities: Readonly<Record<Priority, Severity>> = {
  emergency: 'critical',
  alert: 'critical',
  critical: 'critical',
  error: 'high',
  warning: 'medium',
  notice: 'low',
  informational: 'negligible',
  debug: 'negligible',
};

/** The detection of a hit: bounded copies of everything, so that it stays as it is. To be made before the next event is judged. */
export function detectionOf(hit: Hit, context: DetectionContext = {}): Detection {
  const { rule, event, earlier } = hit;
  const time = millisecondsOf(event);
  return {
    id: (context.newId ?? newUlid)(time),
    time,
    kind: 'rule',
    rule: rule.name,
    ...(rule.id !== undefined && { ruleId: rule.id }),
    priority: rule.priority,
    severity: severities[rule.priority],
    source: rule.source,
    tags: rule.tags,
    output: hit.text(),
    outputFields: hit.fields(),
    ...factsOf(event),
    because: [
      ...hit.because(),
      ...(context.host === undefined ? [] : [{ label: 'host', text: context.host }]),
    ],
    ...(context.incomplete === true && { incomplete: true }),
    ...extensionsOf(rule),
    ...(earlier.length > 0 && { earlier }),
  };
}

function factsOf(event: AnyEvent): Pick<Detection, 'event' | 'process' | 'container'> {
  if (event.source === 'k8s_audit') return { event };
  const kept: RuntimeEvent = keptEvent(event);
  const process = keptProcess(event.process);
  return {
    event: kept,
    process,
    ...(process.container !== undefined && { container: process.container }),
  };
}

function extensionsOf({
  extensions,
}: RuleDefinition): Pick<Detection, 'risk' | 'response' | 'simulate'> {
  const { risk, response, simulate } = extensions;
  return {
    ...(risk !== undefined && { risk }),
    ...(response !== undefined && { response }),
    ...(simulate === true && { simulate }),
  };
}
