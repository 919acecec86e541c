import { labelsForProfile } from '#app/runtime/profile-cluster.ts';
import { packagesForProfile } from '#app/runtime/profile-image.ts';
import { exportProfile, type ProfileExport, profileNamed } from '#app/runtime/profiles.ts';
import { printable } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { StateFlags } from '../runtime-options.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { openState } from './runtime-state.ts';
import { clusterChoice } from './watch.ts';

/** `caisson profile export NAME --as WHAT`: the policy on stdout, what to know about it on stderr. */
export async function runProfileExport(
  name: string,
  flags: StateFlags & {
    readonly as: ProfileExport;
    readonly audit?: boolean;
    readonly rule?: readonly string[];
    readonly kubeconfig?: string;
    readonly context?: string;
  },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  using session = openSession(flags, terminal);
  const { scope } = session;
  const named = profileNamed(store, name);
  const environment = { HOME: terminal.homeDirectory, ...terminal.environment };
  const wish = { ...clusterChoice(flags, terminal), environment };
  const labels =
    flags.as === 'networkpolicy' ? await labelsForProfile(named.profile, wish, scope) : undefined;
  const packages =
    flags.as === 'minimal-image'
      ? await packagesForProfile(named.profile, environment, scope)
      : undefined;
  const { text, notes } = exportProfile(named, flags.as, {
    audit: flags.audit === true,
    rules: flags.rule ?? [],
    ...(labels !== undefined && { labels }),
    ...(packages !== undefined && { packages }),
  });
  if (flags.quiet !== true)
    for (const note of notes) terminal.err.write(`note: ${printable(note)}\n`);
  terminal.out.write(text);
  return exitCodes.ok;
}
