import { CaissonError } from '#kit/error.ts';
import type { Profile } from '#model/profile.ts';
import { edited, type ProfileEdit } from './edit.ts';

/** Versions that are kept, the current one among them. */
const maxVersions = 20;

/** One version with who made it and why. `time` in milliseconds since the Unix epoch. */
interface ProfileVersion {
  readonly profile: Profile;
  readonly author: string;
  readonly reason: string;
  readonly time: number;
}
/** Newest first. */
export type ProfileHistory = readonly ProfileVersion[];
type Note = Omit<ProfileVersion, 'profile'>;

/** An edit as a new version. The versions before it stay. Throws what `edited` throws. */
export function withEdit(
  history: ProfileHistory,
  profile: Profile,
  edit: ProfileEdit,
  note: Note,
): ProfileHistory {
  return withVersion(withVersion(history, profile, note), edited(profile, edit), note);
}

/** An earlier version as the newest one. Throws `input.not-found`. */
export function rolledBack(history: ProfileHistory, version: number, note: Note): ProfileHistory {
  const found = history.find(({ profile }) => profile.version === version);
  const newest = history[0]?.profile.version ?? 0;
  if (found === undefined)
    throw new CaissonError('input.not-found', `version ${version} of the profile is not kept`);
  return withVersion(history, { ...found.profile, version: newest + 1 }, note);
}

function withVersion(history: ProfileHistory, profile: Profile, note: Note): ProfileHistory {
  const others = history.filter((one) => one.profile.version !== profile.version);
  return [{ ...note, profile }, ...others].slice(0, maxVersions);
}
