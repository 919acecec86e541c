import { eventTypeOfCall, systemCallNumbers } from '#event/system-call.ts';
import { eventParameters } from './event-parameters-table.ts';
import { type FlagTable, flagNames } from './flag-names.ts';

export interface EventParameter {
  readonly name: string;
  /** One letter; see the table. */
  readonly kind: string;
  /** Names of flags and enumerations. */
  readonly flags: readonly Flag[] | undefined;
  /** Of relative paths: name of the parameter that holds the directory. */
  readonly directory: string | undefined;
}

export interface Flag {
  readonly name: string;
  readonly value: number;
}

const flagTables: ReadonlyMap<string, readonly Flag[]> = new Map(
  Object.entries(flagNames).map(([table, text]) => [
    table,
    text.trim().split(/\s+/).map(parseFlag),
  ]),
);

const byType: ReadonlyMap<string, readonly EventParameter[]> = new Map(
  eventParameters
    .trim()
    .split(/\n(?! )/)
    .flatMap(parseLine),
);

/** Parameters of events of `type` in their order; none for types that the table of events does not have. */
export function parametersOf(type: string): readonly EventParameter[] {
  return byType.get(type) ?? [];
}

/** Flags of one table, in the order in which texts name them. */
export function flagsOf(table: FlagTable): readonly Flag[] {
  return flagTables.get(table) ?? [];
}

/** Whether the table of events knows parameters of `type` at all. */
export function isInEventTable(type: string): boolean {
  return byType.has(type);
}

const calls: ReadonlySet<string> = new Set(
  [...systemCallNumbers('x64').keys(), ...systemCallNumbers('arm64').keys()].map(eventTypeOfCall),
);

/** Whether events of `type` are system calls, and not what the kernel or a packet tells. */
export function isSystemCall(type: string): boolean {
  return calls.has(type);
}

function parseLine(line: string): readonly (readonly [string, readonly EventParameter[]])[] {
  const [types = '', ...words] = line.trim().split(/\s+/);
  const names = words.map((word) => word.slice(0, word.indexOf('=')));
  const parameters = words.map((word) => parseParameter(word, names));
  return types.split(',').map((type) => [type, parameters] as const);
}

function parseParameter(word: string, names: readonly string[]): EventParameter {
  const [name = '', kind = '', detail = ''] = word.split(/[=:]/);
  return {
    name,
    kind,
    flags: flagTables.get(detail),
    directory: kind === 'R' ? names[Number(detail)] : undefined,
  };
}

function parseFlag(word: string): Flag {
  const at = word.indexOf('=');
  return { name: word.slice(0, at), value: Number(word.slice(at + 1)) };
}
