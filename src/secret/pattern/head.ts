import { firstOf } from './measure.ts';
import { type CharSet, complement, overlaps, type PatternNode, union } from './node.ts';
import { wordChars } from './parse.ts';

const longestHead = 16;

/** The sets of the first characters of every match, as far as they are certain. */
export function headOf(node: PatternNode): readonly CharSet[] {
  return heads(node).sets.slice(0, longestHead);
}

interface Head {
  readonly sets: readonly CharSet[];
  /** Nothing of the node is left behind the sets: what follows it comes next. */
  readonly whole: boolean;
}

function heads(node: PatternNode): Head {
  switch (node.type) {
    case 'char':
      return { sets: [node.set], whole: true };
    case 'boundary':
    case 'look':
      return { sets: [], whole: true };
    case 'group':
      return heads(node.body);
    case 'choice':
      return headsOfChoice(node.options.map(heads));
    case 'repeat':
      return headsOfRepeat(heads(node.body), node.min, node.max);
    default:
      return headsOfSequence(node.parts);
  }
}

function headsOfSequence(parts: readonly PatternNode[]): Head {
  const sets: CharSet[] = [];
  for (const part of parts) {
    const head = heads(part);
    sets.push(...head.sets);
    if (!head.whole || sets.length >= longestHead) return { sets, whole: false };
  }
  return { sets, whole: true };
}

function headsOfChoice(options: readonly Head[]): Head {
  const length = Math.min(...options.map(({ sets }) => sets.length));
  const sets = Array.from({ length }, (_, at) =>
    options.map((option) => option.sets[at] ?? new Uint8Array(256)).reduce(union),
  );
  return { sets, whole: options.every((option) => option.whole && option.sets.length === length) };
}

function headsOfRepeat(body: Head, min: number, max: number): Head {
  if (min === 0) return { sets: [], whole: false };
  if (!body.whole) return { sets: body.sets, whole: false };
  const turns = Math.min(min, longestHead);
  const sets = Array.from({ length: turns }, () => body.sets).flat();
  return { sets, whole: min === max && turns === min };
}

/** The characters that may stand before a match, where its look-behind or word border says so; the start of the text always may. */
export function beforeOf(node: PatternNode): CharSet | undefined {
  const [first, ...rest] = flatten([node]);
  if (first?.type === 'look') return lookedBehind(first);
  if (first?.type !== 'boundary' || !first.word) return undefined;
  const next = firstOf({ type: 'sequence', parts: rest });
  const beginsWord = !next.empty && !overlaps(next.set, complement(wordChars));
  return beginsWord ? complement(wordChars) : undefined;
}

function lookedBehind(look: PatternNode & { readonly type: 'look' }): CharSet | undefined {
  return look.behind && look.negative && look.body.type === 'char'
    ? complement(look.body.set)
    : undefined;
}

function flatten(parts: readonly PatternNode[]): readonly PatternNode[] {
  return parts.flatMap((part) => {
    if (part.type === 'sequence') return flatten(part.parts);
    return part.type === 'group' ? flatten([part.body]) : [part];
  });
}
