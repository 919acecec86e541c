import { exportProfile, type ProfileExport, profileNamed } from '#app/runtime/profiles.ts';
import { printable } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { StateFlags } from '../runtime-options.ts';
import type { Terminal } from '../terminal.ts';
import { openState } from './runtime-state.ts';

/** `caisson profile export NAME --as WHAT`: the policy on stdout, what to know about it on stderr. */
export async function runProfileExport(
  name: string,
  flags: StateFlags & {
    readonly as: ProfileExport;
    readonly audit?: boolean;
    readonly rule?: readonly string[];
  },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const { text, notes } = exportProfile(profileNamed(store, name), flags.as, {
    audit: flags.audit === true,
    rules: flags.rule ?? [],
  });
  if (flags.quiet !== true)
    for (const note of notes) terminal.err.write(`note: ${printable(note)}\n`);
  terminal.out.write(text);
  return exitCodes.ok;
}
