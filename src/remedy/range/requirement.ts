import { allOf, type Bound, type Bounds, isOperator } from './bound.ts';
import { after, tryParsePartial } from './partial.ts';

/** Requirements of gems (`Gem::Requirement`): a comma joins, `~>` lets the last number grow. */
export function tryParseGemRequirement(text: string): Bounds | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const found = allOf(parts.filter((part) => part !== '').map(comparison));
  return found && [found.flat()];
}

/** Requirements of Hex packages (Elixir `Version`, section "Requirements"): the same signs, joined by `and` and `or`. */
export function tryParseHexRequirement(text: string): Bounds | undefined {
  const alternatives = text.split(/\sor\s/).map((part) => {
    const found = allOf(part.split(/\sand\s/).map((word) => comparison(word.trim())));
    return found?.flat();
  });
  return allOf(alternatives);
}

function comparison(text: string): readonly Bound[] | undefined {
  const [, sign = '', version = ''] = /^(~>|==?|!=|<=?|>=?)?\s*(\S+)$/.exec(text) ?? [];
  if (sign === '~>') return pessimistic(version);
  if (version === '') return undefined;
  return [{ operator: isOperator(sign) ? sign : '=', version }];
}

function pessimistic(version: string): readonly Bound[] | undefined {
  const [release = ''] = /^\d{1,15}(?:\.\d{1,15}){0,8}/.exec(version) ?? [];
  const numbers = tryParsePartial(release)?.numbers;
  if (numbers === undefined) return undefined;
  const index = Math.max(0, numbers.length - 2);
  return [
    { operator: '>=', version },
    { operator: '<', version: after(numbers, index, '') },
  ];
}
