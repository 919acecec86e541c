import type { Detection, Priority } from '#model/detection.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { clockTime, isoTime } from './readers/time.ts';
import { timeOf } from './value.ts';

const names: Readonly<Record<Priority, string>> = {
  emergency: 'Emergency',
  alert: 'Alert',
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  notice: 'Notice',
  informational: 'Informational',
  debug: 'Debug',
};

/**
 * A detection in the shape of Falco's JSON alerts, as falcosidekick, Falco Talon and others read them: `output` begins with time of day and
 * priority, `message` is the text alone, `evt.time` counts nanoseconds since the Unix epoch.
 */
export function falcoAlert(detection: Detection, hostname: string): JsonObject {
  const { priority, rule, source, tags, output } = detection;
  const at = instantOf(detection);
  return {
    hostname,
    message: output,
    output: `${clockTime(at.seconds, at.nanoseconds)}: ${names[priority]} ${output}`,
    output_fields: fieldsOf(detection),
    priority: names[priority],
    rule,
    source,
    tags,
    time: isoTime(at.seconds, at.nanoseconds).replace('+0000', 'Z'),
  };
}

function fieldsOf(detection: Detection): JsonObject {
  const { seconds, nanoseconds } = instantOf(detection);
  const time = Number(timeOf({ seconds, nanoseconds }));
  const fields: Readonly<Record<string, Json>> = detection.outputFields;
  return { ...fields, 'evt.time': time };
}

/** Of the event where there is one: a number of milliseconds has lost the last digits. */
function instantOf({ event, time }: Detection): {
  readonly seconds: number;
  readonly nanoseconds: number;
} {
  if (event !== undefined) return { seconds: event.seconds, nanoseconds: event.nanoseconds };
  const seconds = Math.floor(time / 1000);
  return { seconds, nanoseconds: Math.min(999_999_999, Math.round((time - seconds * 1000) * 1e6)) };
}
