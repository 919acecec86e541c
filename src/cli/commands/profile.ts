import {
  forgetInProfile,
  type NamedProfile,
  profileNamed,
  promoteProfile,
  rollbackProfile,
  storedProfiles,
} from '#app/runtime/profiles.ts';
import { renderRuntime } from '#app/runtime/render.ts';
import { learnRecorded } from '#app/runtime/replay.ts';
import type { DimensionState, ProfileDimension } from '#model/profile.ts';
import { exitCodes } from '../exit.ts';
import type { StateFlags } from '../runtime-options.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { countOf } from './incident.ts';
import { recordedAt } from './rule-run.ts';
import { openState } from './runtime-state.ts';
import { renderOptions } from './scan.ts';

interface Flags extends StateFlags {
  readonly format: 'table' | 'json';
  readonly dimension?: ProfileDimension;
}

/** `caisson profile list`. */
export async function runProfileList(flags: Flags, terminal: Terminal): Promise<number> {
  using store = openState(flags, terminal);
  const { renderProfiles } = await renderRuntime.profiles();
  const answer = { profiles: storedProfiles(store) };
  return write(renderProfiles(answer, flags.format, renderOptions({}, terminal)), terminal);
}

/** `caisson profile show NAME`. */
export async function runProfileShow(
  name: string,
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  return show(profileNamed(store, name), flags, terminal);
}

/** `caisson profile promote NAME [--to STATE] [--dimension D] [--yes]`. */
export async function runProfilePromote(
  name: string,
  flags: Flags & { readonly to?: DimensionState; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const promotion = promoteProfile(store, name, {
    to: flags.to,
    dimension: flags.dimension,
    anyway: flags.yes === true,
    time: terminal.clock().getTime(),
  });
  const { renderPromotion } = await renderRuntime.profiles();
  return write(renderPromotion(promotion, flags.format, renderOptions({}, terminal)), terminal);
}

/** `caisson profile forget NAME [BEHAVIOUR]`. */
export async function runProfileForget(
  [name, behaviour]: readonly [string, string | undefined],
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const left = forgetInProfile(store, name, { behaviour, dimension: flags.dimension });
  if (left !== undefined) return show(left, flags, terminal);
  terminal.out.write('the profile is forgotten\n');
  return exitCodes.ok;
}

/** `caisson profile rollback NAME [--to VERSION]`. */
export async function runProfileRollback(
  name: string,
  flags: Flags & { readonly to?: string },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const version = flags.to === undefined ? undefined : countOf(flags.to, '--to');
  return show(rollbackProfile(store, name, version), flags, terminal);
}

async function show(named: NamedProfile, flags: Flags, terminal: Terminal): Promise<number> {
  const { renderProfile } = await renderRuntime.profiles();
  return write(renderProfile(named, flags.format, renderOptions({}, terminal)), terminal);
}

function write(chunks: Iterable<string>, { out }: Terminal): number {
  for (const text of chunks) out.write(text);
  return exitCodes.ok;
}

/** `caisson profile learn --events FILE`. */
export async function runProfileLearn(
  flags: Flags & { readonly events: string },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  using session = openSession(flags, terminal);
  const events = await learnRecorded(recordedAt(flags.events, terminal), store, session.scope);
  if (flags.quiet !== true) terminal.err.write(`learnt from ${events} events\n`);
  const { renderProfiles } = await renderRuntime.profiles();
  const answer = { profiles: storedProfiles(store) };
  return write(renderProfiles(answer, flags.format, renderOptions({}, terminal)), terminal);
}
