/**
 * How often an expression may repeat something at most, nested repetitions multiplied: an upper bound for what one try may
 * cost at one place. `Infinity` when it repeats without bound or refers back.
 */
export function mostRepetitions(source: string): number {
  const bare = source
    .replaceAll(/\\k<|\\[1-9]/g, 'x*')
    .replaceAll(/\\./g, 'x')
    .replaceAll(/\[[^\]]*\]/g, 'x')
    .replaceAll(/\(\?(?:<\w+>|[:=!]|<[=!])/g, '(');
  return repetitionsIn(bare);
}

/** Bounds the alternatives and sequences of one group by their sum. */
function repetitionsIn(text: string): number {
  if (!text.includes('(')) return sumOf(text);
  const inner = /\(([^()]*)\)/.exec(text);
  if (inner === null) return Number.POSITIVE_INFINITY;
  const after = text.slice(inner.index + inner[0].length);
  const times = quantifierAt(after);
  const cost = Math.max(1, sumOf(inner[1] ?? '')) * Math.max(1, times);
  if (cost === Number.POSITIVE_INFINITY) return cost;
  const rest = after.replace(/^(?:[*+?]|\{\d+(?:,\d*)?\})\??/, '');
  return repetitionsIn(`${text.slice(0, inner.index)}x{${cost}}${rest}`);
}

function sumOf(text: string): number {
  const costs = Array.from(text.matchAll(/.(?=[*+]|\{)/gs), ({ index }) =>
    quantifierAt(text.slice(index + 1)),
  );
  return costs.reduce((sum, cost) => sum + cost, 0);
}

function quantifierAt(text: string): number {
  if (/^[*+]/.test(text)) return Number.POSITIVE_INFINITY;
  const range = /^\{(\d+)(,)?(\d+)?\}/.exec(text);
  if (range === null) return 1;
  if (range[2] !== undefined && range[3] === undefined) return Number.POSITIVE_INFINITY;
  return Number(range[3] ?? range[1]);
}
