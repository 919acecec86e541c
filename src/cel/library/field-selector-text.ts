import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { checkSelectorSize, type SelectorRequirement } from './label-selector-text.ts';

/**
 * Parses the text of a field selector: `spec.nodeName=node-1,status.phase!=Running`; commas, equal signs and backslashes of values
 * are written with a backslash (apimachinery `fields.ParseSelector`). Throws `input.malformed`.
 */
export function parseFieldSelector(text: string): readonly SelectorRequirement[] {
  checkSelectorSize(text);
  return splitTerms(text)
    .filter((term) => term !== '')
    .map(parseTerm);
}

function splitTerms(text: string): readonly string[] {
  return text.match(/(?:[^,\\]|\\.|\\$)+/gs) ?? [];
}

function parseTerm(term: string): SelectorRequirement {
  const match = /!=|==|=/.exec(term);
  if (match === null)
    throw new CaissonError('input.malformed', `the field selector has no operator: ${quote(term)}`);
  return {
    key: term.slice(0, match.index),
    operator: match[0] === '!=' ? 'NotIn' : 'In',
    values: [unescapeValue(term.slice(match.index + match[0].length))],
  };
}

function unescapeValue(text: string): string {
  if (/^(?:[^\\,=]|\\[\\,=])*$/s.test(text)) return text.replace(/\\(.)/gs, '$1');
  throw new CaissonError(
    'input.malformed',
    `the field selector has an invalid escape: ${quote(text)}`,
  );
}
