import { allOf, type Bound, type Bounds, isOperator } from './bound.ts';
import { poetryDialect, tryParseCaretRange } from './caret.ts';
import { after, tryParsePartial } from './partial.ts';

/**
 * Version specifiers of Python packages (PEP 440, section "Version specifiers"), parentheses and markers left aside; Poetry's
 * carets and tildes as well, which its lock file keeps. `undefined` for what is neither.
 */
export function tryParseSpecifiers(text: string): Bounds | undefined {
  const plain = (text.split(';', 1)[0] ?? '').replace(/[()]/g, '').trim();
  if (/[\^|*]|^~[^=]/.test(plain) && !/[=!]=/.test(plain))
    return tryParseCaretRange(plain, poetryDialect);
  const parts = plain.split(',').map((part) => part.trim());
  const found = allOf(parts.filter((part) => part !== '').map(specifier));
  return found && [found.flat()];
}

function specifier(text: string): readonly Bound[] | undefined {
  const [, sign = '', version = ''] = /^(~=|===?|!=|<=?|>=?)\s*(\S+)$/.exec(text) ?? [];
  if (version.endsWith('.*')) return wildcard(sign, version.slice(0, -2));
  if (sign === '~=') return compatible(version);
  if (sign.startsWith('==')) return [{ operator: '=', version }];
  return isOperator(sign) ? [{ operator: sign, version }] : undefined;
}

/** `==1.2.*`; the complement `!=1.2.*` is two ranges and left unanswered. */
function wildcard(sign: string, version: string): readonly Bound[] | undefined {
  const numbers = tryParsePartial(version)?.numbers;
  if (sign !== '==' || numbers === undefined) return undefined;
  return [
    { operator: '>=', version: `${version}.dev0` },
    { operator: '<', version: after(numbers, numbers.length - 1, '.dev0') },
  ];
}

/** `~=1.4.2` is at least that and of line 1.4. */
function compatible(version: string): readonly Bound[] | undefined {
  const [, release = ''] = /^(?:\d{1,9}!)?(\d{1,15}(?:\.\d{1,15}){1,8})/.exec(version) ?? [];
  const numbers = tryParsePartial(release)?.numbers ?? [];
  if (numbers.length < 2) return undefined;
  return [
    { operator: '>=', version },
    { operator: '<', version: after(numbers, numbers.length - 2, '.dev0') },
  ];
}
