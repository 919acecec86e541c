import { printable } from '#kit/text.ts';

const plain = /^[\x20-\x7e]*$/;
/** Characters without a shape of their own, which make two different names look the same; joiners stay. */
const invisible =
  /[\u{ad}\u{115f}\u{1160}\u{180e}\u{200b}\u{2028}\u{2029}\u{2060}-\u{206f}\u{3164}\u{feff}\u{ffa0}\u{fff9}-\u{fffb}\u{e0000}-\u{e00ff}]/gu;
const markPile = /(\p{M}{4})\p{M}+/gu;

/**
 * Text from an artifact or an advisory made safe to show: controls, bidirectional marks, invisible characters and halves of
 * surrogate pairs become `�`, and piles of combining marks are cut. At most `limit` characters are kept.
 */
export function clean(text: string, limit = 1000): string {
  if (text.length <= limit && plain.test(text)) return text;
  const bounded = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return printable(bounded.toWellFormed()).replace(invisible, '\ufffd').replace(markPile, '$1');
}

/** Like `clean` for sentences that may have several lines: line breaks and tabs become spaces. */
export function cleanProse(text: string, limit = 1000): string {
  return clean(text.slice(0, limit + 1).replace(/[\t\n\r]+/g, ' '), limit);
}
