import type { Terminal } from '../terminal.ts';
import { renderOptions } from './scan.ts';

/** Wider than any line: a program that reads lines wants them whole. */
const unbroken = 100_000;

/** How to draw what goes on: in a pipe or a file nothing is broken into lines, unless COLUMNS says how wide it is. */
export function liveOptions(terminal: Terminal): ReturnType<typeof renderOptions> {
  const options = renderOptions({}, terminal);
  if (terminal.out.isTTY) return options;
  const columns = Number(terminal.environment['COLUMNS']);
  return { ...options, columns: columns >= 20 && columns <= 1000 ? columns : unbroken };
}
