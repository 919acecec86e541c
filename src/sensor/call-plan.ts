import type { EventArgument } from '#model/runtime-event.ts';
import { callShapes } from './call-shapes.ts';
import type { RecordView } from './record-view.ts';
import { layout } from './wire.gen.ts';

/** A record of a system call, its strings already made. */
export interface CallRecord {
  readonly view: RecordView;
  readonly at: number;
  readonly result: number;
  readonly strings: readonly string[];
}

/** How the arguments of one system call are read, and what it is about. */
export interface CallPlan {
  readonly args: readonly {
    readonly name: string;
    readonly read: (call: CallRecord) => EventArgument;
  }[];
  /** Index of the string with the canonical name, and of the one as given. */
  readonly canonical?: number;
  readonly raw?: number;
  /** Argument with the descriptor; `result` where the call makes it. */
  readonly descriptor?: number | 'result';
}

/** Plans by the name of the call. */
export function callPlans(): ReadonlyMap<string, CallPlan> {
  const plans = new Map<string, CallPlan>();
  for (const line of callShapes.trim().split('\n')) {
    const [call = '', ...words] = line.split(' ');
    plans.set(call, planOf(words));
  }
  return plans;
}

function planOf(words: readonly string[]): CallPlan {
  const bar = words.indexOf('|');
  const args = (bar === -1 ? words : words.slice(0, bar)).map((word) => {
    const [name = '', source = ''] = word.split('=');
    return { name, read: readerOf(source) };
  });
  const about = bar === -1 ? [] : words.slice(bar + 1);
  const given =
    args.some(({ name }) => name === 'res') || words.some((word) => word.endsWith('=r'));
  return {
    args: given ? args : [{ name: 'res', read: (call) => call.result }, ...args],
    ...numbered('canonical', about, 'c'),
    ...numbered('raw', about, 'n'),
    ...(about.includes('dr')
      ? { descriptor: 'result' as const }
      : numbered('descriptor', about, 'd')),
  };
}

function numbered(
  name: string,
  words: readonly string[],
  letter: string,
): Readonly<Record<string, number>> {
  const word = words.find((one) => one.startsWith(letter) && one !== 'dr');
  return word === undefined ? {} : { [name]: Number(word.slice(1)) };
}

function readerOf(source: string): (call: CallRecord) => EventArgument {
  const index = Number(source.slice(1));
  const at = layout.call.arg + 8 * index;
  switch (source[0]) {
    case 'i':
      return ({ view, at: start }) => view.i32(start + at);
    case 'u':
      return ({ view, at: start }) => view.u32(start + at);
    case 'x':
      return ({ view, at: start }) => view.u64(start + at);
    case 's':
      return ({ strings }) => strings[index] ?? '';
    default:
      return ({ result }) => result;
  }
}
