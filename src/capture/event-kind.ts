import { eventTableText } from './event-table-text.ts';

/** One kind of event as captures number it. */
export interface EventKind {
  readonly name: string;
  readonly isEnter: boolean;
  readonly usesDescriptor: boolean;
  readonly isUnused: boolean;
  readonly isOld: boolean;
  /** Lengths of parameters take four bytes. */
  readonly isLarge: boolean;
  readonly parameters: readonly Parameter[];
}
interface Parameter {
  readonly name: string;
  /** Numbers of `parameter.ts`. */
  readonly type: number;
}

const usesDescriptor = 4;
const unused = 0x40;
const old = 0x200;
const large = 0x800;

/** Every kind by its number. */
export const eventKinds: readonly EventKind[] = eventTableText
  .trim()
  .split('\n')
  .flatMap(parsePair);

/** The newest kind of the same name and direction: what older ones are turned into. */
const newest: ReadonlyMap<string, EventKind> = new Map(
  eventKinds
    .filter((kind) => !kind.isUnused)
    .toSorted((a, b) => Number(b.isOld) - Number(a.isOld))
    .map((kind) => [`${kind.name} ${kind.isEnter}`, kind]),
);

/** The kind that rules of today know an event by. */
export function newestKind(kind: EventKind): EventKind {
  return newest.get(`${kind.name} ${kind.isEnter}`) ?? kind;
}

/** Whether an event of this kind is followed by its answer. */
export function hasExit(kind: EventKind): boolean {
  return newest.has(`${kind.name} false`);
}

function parsePair(line: string): readonly EventKind[] {
  const [names = '', ...words] = line.split(' ');
  const [enter = '', exit = enter] = names.split('/');
  const bar = words.indexOf('|');
  return [
    parseKind(enter, true, words.slice(0, bar)),
    parseKind(exit, false, words.slice(bar + 1)),
  ];
}

function parseKind(name: string, isEnter: boolean, words: readonly string[]): EventKind {
  const [hex = '0', ...parameters] = words;
  const flags = Number.parseInt(hex, 16);
  return {
    name,
    isEnter,
    usesDescriptor: (flags & usesDescriptor) !== 0,
    isUnused: (flags & unused) !== 0,
    isOld: (flags & old) !== 0,
    isLarge: (flags & large) !== 0,
    parameters: parameters.map((word) => {
      const at = word.lastIndexOf(':');
      return { name: word.slice(0, at), type: Number(word.slice(at + 1)) };
    }),
  };
}
