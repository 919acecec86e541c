import { parseDocument } from 'yaml';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Exception } from '../exception.ts';

/** What was read of another tool's list, and what of it was not understood and therefore accepts nothing. */
export interface Imported {
  readonly exceptions: readonly Exception[];
  readonly notices: readonly string[];
}

/** An exception without any condition; who writes one adds what it is about. */
export const unrestricted = { ids: [], packages: [], where: [], until: [] } as const;

/** Reads YAML of a bounded number of aliases. Throws `usage.invalid-config`. */
export function readYaml(text: string, name: string): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  const [fault] = document.errors;
  if (fault !== undefined) throw invalid(name, fault.message);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalid(name, cause instanceof Error ? cause.message : 'too many aliases', cause);
  }
}

/** The value in the form of a schema. Throws `usage.invalid-config` with every fault. */
export function inForm<Output>(schema: z.ZodType<Output>, value: unknown, name: string): Output {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(name, z.prettifyError(parsed.error));
  return parsed.data;
}

/** A fault in an ignore list. */
export function invalid(name: string, message: string, cause?: unknown): CaissonError {
  return new CaissonError(
    'usage.invalid-config',
    `the ignore file ${quote(name)} is not valid:\n${message}`,
    {
      cause,
    },
  );
}
