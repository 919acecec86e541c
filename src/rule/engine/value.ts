import type { AuditEvent, RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { FieldType } from '../ast.ts';

export type AnyEvent = RuntimeEvent | AuditEvent;

/** Strings are byte strings; times of 64 bits are `bigint`, or `number` where that is exact. */
export type Scalar = string | number | bigint | boolean;
/** Several values: of a list field, or both ends of a connection. */
export type FieldValue = Scalar | readonly Scalar[];

/** Gives the value of one field with its argument. `undefined` means that the event has no such value. */
export interface FieldReader {
  readonly type: FieldType;
  /** `ends`: `read` gives both ends. `ancestors`: `ofProcess` is asked for each ancestor. */
  readonly spread?: 'ends' | 'ancestors';
  readonly read: (event: AnyEvent) => FieldValue | undefined;
  readonly ofProcess?: (process: RuntimeProcess) => Scalar | undefined;
  /**
   * The same as `read` for generated code: an expression of `e` (the event), `x` (the environment) and `$` (`read` itself),
   * for events of any type or for one type.
   */
  readonly inline?: string | ((type: string) => string | undefined);
  /** Whether values are never lists. */
  readonly isScalar?: boolean;
  /** How a person sees it where that is not the value itself. */
  readonly print?: 'hexadecimal' | 'nanoseconds';
}

/** What readers know besides the event. One for each set of rules; `other` changes while an event is judged. */
export interface Environment {
  /** The second name of the descriptor while an event is judged by it. */
  other: string | undefined;
  /** Earlier events of the sequence that is tried now, by their names. */
  steps: ReadonlyMap<string, AnyEvent> | undefined;
  readonly hostname: string | undefined;
  /** Time of the first event in nanoseconds. */
  first: bigint | undefined;
  /** Time of the event before; it may be gone. */
  seconds: number | undefined;
  nanoseconds: number;
}

/** Nanoseconds since the Unix epoch. */
export function timeOf(event: Pick<AnyEvent, 'seconds' | 'nanoseconds'>): bigint {
  return wholeOf(event.seconds) * 1_000_000_000n + wholeOf(event.nanoseconds);
}

/** As `bigint`; 0 for what is no number. */
export function wholeOf(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

/** Milliseconds since the Unix epoch, with fraction. */
export function millisecondsOf(event: AnyEvent): number {
  return event.seconds * 1000 + event.nanoseconds / 1e6;
}

/** Nanoseconds from `start` (milliseconds since the Unix epoch) to the event, without what a double would lose. */
export function nanosecondsSince(start: number, event: AnyEvent): number {
  const whole = Math.floor(start / 1000);
  return (
    (event.seconds - whole) * 1e9 + event.nanoseconds - Math.round((start - whole * 1000) * 1e6)
  );
}

/** Whether values of `type` are lists. */
export function isListType(type: FieldType): boolean {
  return type.endsWith('-list');
}

/** Numbers of any kind, times included. */
export function isNumberType(type: FieldType): boolean {
  return numberTypes.has(type);
}

const numberTypes: ReadonlySet<FieldType> = new Set<FieldType>([
  'integer',
  'unsigned',
  'double',
  'time',
  'reltime',
  'port',
]);
