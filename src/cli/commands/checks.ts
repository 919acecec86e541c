import { type CatalogueEntry, entriesFor, searchEntries } from '#app/catalogue.ts';
import { explainCheck, renderChecks } from '#app/render.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { renderOptions } from './scan.ts';

/** `caisson checks list [word…]`: the checks and secret rules that hold all words. */
export async function runChecksList(
  words: readonly string[],
  flags: { readonly format?: string; readonly family?: string },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const all = await program.catalogue();
  const { family } = flags;
  const ofFamily = family === undefined ? all : all.filter((entry) => entry.family === family);
  if (family !== undefined && ofFamily.length === 0)
    throw new CaissonError('usage.invalid-argument', `there is no family ${quote(family)}`, {
      hint: `use one of ${[...new Set(all.map((entry) => entry.family))].join(', ')}`,
    });
  const found = searchEntries(ofFamily, words);
  const format = flags.format === 'json' ? 'json' : 'table';
  for (const text of await renderChecks(found, format, renderOptions({}, terminal)))
    terminal.out.write(text);
  return exitCodes.ok;
}

/** Explains the checks and secret rules that a person means by a name; false when there are none. */
export async function explainChecks(
  name: string,
  program: Program,
  terminal: Terminal,
): Promise<boolean> {
  const entries: readonly CatalogueEntry[] = entriesFor(await program.catalogue(), name);
  for (const [at, entry] of entries.entries()) {
    if (at > 0) terminal.out.write('\n');
    for (const text of await explainCheck(entry, renderOptions({}, terminal)))
      terminal.out.write(text);
  }
  return entries.length > 0;
}
