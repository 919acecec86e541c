import { inspect } from 'node:util';
import type { Fields, Log } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { printable } from '#kit/text.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Lines for people: `warn: message (field=value, …)`. Whatever comes from outside is made safe for a terminal. */
export function lineLog(write: (line: string) => void, lowest: LogLevel): Log {
  function emit(level: LogLevel, message: string, fields: Fields = {}): void {
    if (logLevels.indexOf(level) < logLevels.indexOf(lowest)) return;
    const details = Object.entries(fields).map(([key, value]) => `${key}=${textOf(value)}`);
    write(`${level}: ${message}${details.length > 0 ? ` (${details.join(', ')})` : ''}\n`);
  }
  return {
    debug: (message, fields) => emit('debug', message, fields),
    info: (message, fields) => emit('info', message, fields),
    warn: (message, fields) => emit('warn', message, fields),
    error: (message, fields) => emit('error', message, fields),
  };
}

function textOf(value: unknown): string {
  if (value instanceof CaissonError) return printable(`${value.code}: ${value.message}`);
  if (value instanceof Error) return printable(`${value.name}: ${value.message}`);
  return printable(typeof value === 'string' ? value : inspect(value, { breakLength: Infinity }));
}
