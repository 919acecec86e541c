import { comparatorOf } from '#version/scheme.ts';

const compare = comparatorOf('rubygems');

/** Whether a gem version satisfies a requirement such as `~> 2.8, >= 2.8.2` (RubyGems, `Gem::Requirement`). */
export function satisfiesGemRange(version: string, range: string | undefined): boolean {
  if (range === undefined || range.length > 500) return true;
  return range.split(',').every((part) => satisfies(version, part.trim()));
}

function satisfies(version: string, constraint: string): boolean {
  const match = /^(=|!=|>=|<=|~>|>|<)?\s*([0-9][0-9A-Za-z.-]*)$/.exec(constraint);
  const bound = match?.[2];
  if (bound === undefined) return true;
  const order = compare(version, bound);
  if (match?.[1] === '~>') return order >= 0 && compare(version, nextMajorOf(bound)) < 0;
  return orderFits(order, match?.[1]);
}

function orderFits(order: number, operator: string | undefined): boolean {
  switch (operator) {
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    default:
      return order === 0;
  }
}

/** The bound of the pessimistic operator: `2.8.1` gives `2.9`, `2.8` gives `3`, and so does `2` (`Gem::Version#bump`). */
function nextMajorOf(bound: string): string {
  const numbers = bound.split('.').filter((part) => /^\d+$/.test(part));
  if (numbers.length > 1) numbers.pop();
  const last = Number(numbers.pop() ?? '0');
  return [...numbers, String(last + 1)].join('.');
}
