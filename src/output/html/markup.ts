import { clean } from '../clean.ts';
import { escapeMarkup } from '../xml.ts';

/** Finished HTML. Made only by `html` and `raw`, so that text can never pass for it. */
export interface Markup {
  readonly markup: string;
}

type Content = string | number | Markup | undefined | readonly Content[];

/** HTML with every value escaped, in content and in quoted attributes; `undefined` is nothing, lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let markup = parts[0] ?? '';
  for (const [index, value] of values.entries()) markup += toText(value) + (parts[index + 1] ?? '');
  return { markup };
}

/** Our own constant text, taken as it is. */
export function raw(markup: string): Markup {
  return { markup };
}

function toText(value: Content): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return `${value}`;
  if (typeof value === 'string') return escapeMarkup(clean(value, 4000));
  return 'markup' in value ? value.markup : value.map(toText).join('');
}
