import type { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import type { Route } from '#wire/route.ts';
import { unknownMember } from './strict.ts';

/** The parts of a request as they came; `body` is parsed JSON, or bytes where the route takes another media type. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks what a route is given against its schemas. Throws `input.malformed` with the place of the first faults. */
export function checkInput(route: Route, raw: RawInput): RawInput {
  return {
    params: checkPart(route.params, raw.params, 'path'),
    query: checkPart(route.query, raw.query, 'query'),
    body: route.takes === undefined ? checkPart(route.body, raw.body, 'body') : raw.body,
  };
}

/** A part that the route does not have may only be empty. */
function checkPart(schema: z.ZodType | undefined, value: unknown, part: string): unknown {
  if (schema === undefined) {
    if (isEmpty(value)) return undefined;
    throw new CaissonError('input.malformed', `this operation takes nothing in the ${part}`);
  }
  const unknown = unknownMember(schema, value);
  if (unknown !== undefined)
    throw new CaissonError(
      'input.malformed',
      `unknown member ${JSON.stringify(unknown)} in the ${part}`,
    );
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 5).map((issue) => faultText(issue, part));
  throw new CaissonError('input.malformed', faults.join('; '));
}

function faultText({ path, message }: z.core.$ZodIssue, part: string): string {
  return `${[part, ...path].map(String).join('.')}: ${message}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
