import { printable } from '#kit/text.ts';

/** Paths in titles are cut to this; what a whole title has room for is about twice as much. */
const maxLength = 48;

/**
 * A path for a title: the middle goes where it is long, the file name stays, `/srv/…/lib/tsc`. Safe to print.
 */
export function shortPath(path: string): string {
  const shown = printable(path);
  if (shown.length <= maxLength) return shown;
  const parts = shown.split('/');
  const name = parts.at(-1) ?? '';
  const head = parts.length > 2 ? `/${shortWord(parts[1] ?? '', 16)}` : '';
  let tail = shortWord(name, maxLength - head.length - 3);
  for (let at = parts.length - 2; at > 1; at -= 1) {
    const longer = `${parts[at]}/${tail}`;
    if (head.length + longer.length + 3 > maxLength) break;
    tail = longer;
  }
  return `${head}/…/${tail}`;
}

/** A word for a title, its middle left out where it is longer than `max` characters. */
export function shortWord(word: string, max: number): string {
  const shown = printable(word);
  if (shown.length <= max) return shown;
  const end = Math.floor((max - 1) / 2);
  return `${shown.slice(0, max - 1 - end)}…${shown.slice(shown.length - end)}`;
}
