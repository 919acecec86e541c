import { allOf, type Bound, type Bounds } from './bound.ts';
import { after, type Partial, tryParsePartial, whole } from './partial.ts';

/** How a family of tools reads the same signs. */
export interface Dialect {
  /** What a version without a sign means: itself, all it is the beginning of, or all compatible with it. */
  readonly bare: 'exact' | 'prefix' | 'caret';
  /** `~1.2` ends before 1.3 (npm) or before 2 (Composer). */
  readonly tilde: 'minor' | 'last';
  /** What is put after an upper end so that its pre-releases lie outside. */
  readonly end: string;
}

export const npmDialect: Dialect = { bare: 'prefix', tilde: 'minor', end: '-0' };
export const cargoDialect: Dialect = { bare: 'caret', tilde: 'minor', end: '-0' };
export const pubDialect: Dialect = { bare: 'exact', tilde: 'minor', end: '-0' };
export const composerDialect: Dialect = { bare: 'exact', tilde: 'last', end: '-dev' };
export const poetryDialect: Dialect = { bare: 'exact', tilde: 'minor', end: '.dev0' };

/**
 * Ranges with carets, tildes, hyphens and wildcards (node-semver, Cargo "Specifying Dependencies", Composer "Versions and
 * constraints", Poetry "Dependency specification"). `undefined` for what is no range of versions: tags, branches, addresses.
 */
export function tryParseCaretRange(text: string, dialect: Dialect): Bounds | undefined {
  return allOf(text.split(/\|\|?/).map((part) => alternative(part.trim(), dialect)));
}

function alternative(text: string, dialect: Dialect): readonly Bound[] | undefined {
  const ends = text.split(/\s-\s/);
  const [low = '', high = ''] = ends;
  if (ends.length === 2) return hyphen(low.trim(), high.trim(), dialect);
  const words = text
    .replace(/([<>=~^!]{1,3})\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((word) => word !== '' && word !== 'any');
  return allOf(words.map((word) => comparison(word, dialect)))?.flat();
}

/** `1.2 - 2.3` holds all of 2.3. */
function hyphen(low: string, high: string, dialect: Dialect): readonly Bound[] | undefined {
  const from = tryParsePartial(low);
  const to = tryParsePartial(high);
  if (from === undefined || to === undefined) return undefined;
  return [{ operator: '>=', version: whole(from) }, upTo(to, dialect)];
}

function comparison(word: string, dialect: Dialect): readonly Bound[] | undefined {
  const [, sign = '', rest = ''] = /^([<>]=?|~>?|\^|!=|={0,2})(.*)$/s.exec(word) ?? [];
  const partial = tryParsePartial(rest);
  if (partial === undefined) return undefined;
  if (partial.numbers.length === 0) return anything(sign);
  if (sign === '^') return caret(partial, dialect);
  return sign.startsWith('~') ? tilde(partial, dialect) : ordered(sign, partial, dialect);
}

function ordered(sign: string, partial: Partial, dialect: Dialect): readonly Bound[] | undefined {
  if (sign === '>') return [above(partial, dialect)];
  if (sign === '<=') return [upTo(partial, dialect)];
  if (sign === '>=' || sign === '<') return [{ operator: sign, version: whole(partial) }];
  return equality(sign, partial, dialect);
}

/** `*` and `>=*` are no bound; nothing lies below or beside everything. */
function anything(sign: string): readonly Bound[] | undefined {
  return sign.startsWith('<') || sign === '!=' ? undefined : [];
}

function equality(sign: string, partial: Partial, dialect: Dialect): readonly Bound[] | undefined {
  const { isWildcard } = partial;
  if (sign === '!=') return isWildcard ? undefined : [{ operator: sign, version: whole(partial) }];
  const isCaret = sign === '' && dialect.bare === 'caret' && !isWildcard;
  return isCaret ? caret(partial, dialect) : equal(partial, dialect);
}

/** Up to the first number from the left that is not 0, or the last one that is given. */
function caret(partial: Partial, dialect: Dialect): readonly Bound[] {
  const { numbers } = partial;
  const first = numbers.findIndex((number) => number !== 0);
  return between(partial, first < 0 ? numbers.length - 1 : first, dialect);
}

function tilde(partial: Partial, dialect: Dialect): readonly Bound[] {
  const { length } = partial.numbers;
  const last = dialect.tilde === 'last' ? length - 2 : 1;
  return between(partial, length === 1 ? 0 : Math.max(0, last), dialect);
}

function equal(partial: Partial, dialect: Dialect): readonly Bound[] {
  const { numbers, isWildcard } = partial;
  if (isWildcard || (dialect.bare !== 'exact' && numbers.length < 3))
    return between(partial, numbers.length - 1, dialect);
  return [{ operator: '=', version: whole(partial) }];
}

function between(partial: Partial, index: number, { end }: Dialect): readonly Bound[] {
  return [
    { operator: '>=', version: whole(partial) },
    { operator: '<', version: after(partial.numbers, index, end) },
  ];
}

/** `>1.2` of npm begins after all of 1.2. */
function above(partial: Partial, dialect: Dialect): Bound {
  if (!isShort(partial, dialect)) return { operator: '>', version: whole(partial) };
  return { operator: '>=', version: after(partial.numbers, partial.numbers.length - 1, '') };
}

function upTo(partial: Partial, dialect: Dialect): Bound {
  if (!isShort(partial, dialect)) return { operator: '<=', version: whole(partial) };
  return {
    operator: '<',
    version: after(partial.numbers, partial.numbers.length - 1, dialect.end),
  };
}

function isShort({ numbers, isWildcard }: Partial, { bare }: Dialect): boolean {
  return isWildcard || (bare !== 'exact' && numbers.length < 3);
}
