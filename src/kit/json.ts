import { CaissonError } from './error.ts';

/**
 * Parses JSON text that came from outside. `what` names the thing in the message, as a person knows it.
 * Throws `input.malformed`. The text must already be bounded in size.
 */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (cause) {
    throw new CaissonError('input.malformed', `${what} is not valid JSON`, { cause });
  }
}

/**
 * Writes JSON in one way only: keys sorted at every level, `bigint` as a decimal string, absent fields left out.
 * With `indent` the text is for people, without it for digests.
 */
export function formatJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, sortKeys, indent);
}

/** Whether `value` is a JSON object (not an array, not null). */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, value[key]]),
  );
}
