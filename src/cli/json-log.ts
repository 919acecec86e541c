import type { Fields, Log } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { type LogLevel, logLevels } from './log.ts';

/** One JSON object a line, for programs that collect logs. Control characters are escaped by JSON itself. */
export function jsonLog(write: (line: string) => void, lowest: LogLevel, clock: () => Date): Log {
  function emit(level: LogLevel, message: string, fields: Fields = {}): void {
    if (logLevels.indexOf(level) < logLevels.indexOf(lowest)) return;
    const values = Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, plain(value)]),
    );
    const time = clock().toISOString();
    write(`${JSON.stringify({ time, level, message, ...values })}\n`);
  }
  return {
    debug: (message, fields) => emit('debug', message, fields),
    info: (message, fields) => emit('info', message, fields),
    warn: (message, fields) => emit('warn', message, fields),
    error: (message, fields) => emit('error', message, fields),
  };
}

function plain(value: unknown): unknown {
  if (value instanceof CaissonError)
    return { code: value.code, message: value.message, ...(value.hint && { hint: value.hint }) };
  if (value instanceof Error) return { name: value.name, message: value.message };
  return typeof value === 'bigint' ? value.toString() : value;
}
