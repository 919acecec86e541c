import { CaissonError } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { DimensionState, Profile, ProfileDimension } from '#model/profile.ts';
import { profileDimensions } from '#model/profile.ts';
import { toAppArmor } from '#profile/app-armor.ts';
import { edited, type ProfileEdit } from '#profile/edit.ts';
import { toFalcoExceptions } from '#profile/falco-exceptions.ts';
import { formatProfile, profileFromJson } from '#profile/json.ts';
import { type InstalledPackage, toMinimalImageAdvice } from '#profile/minimal-image.ts';
import { toNetworkPolicy } from '#profile/network-policy.ts';
import { previewDenials, type WouldDeny } from '#profile/preview.ts';
import { toSeccomp } from '#profile/seccomp.ts';
import { toSecurityContext } from '#profile/security-context.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';
import type { ProfileLabels } from './profile-cluster.ts';

/** A profile with the name under which people find it. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** Every stored profile, by name. Throws `input.malformed` for one that was damaged. */
export function storedProfiles(store: RuntimeStore): readonly NamedProfile[] {
  return store.profiles().map(({ name, body }) => ({ name, profile: profileFromJson(body) }));
}

/** The profile of a name or a part of it. Throws `input.not-found`, and `usage.invalid-argument` when it could be several. */
export function profileNamed(store: RuntimeStore, name: string): NamedProfile {
  const all = storedProfiles(store);
  const exact = all.find((one) => one.name === name);
  const found = exact === undefined ? all.filter((one) => one.name.includes(name)) : [exact];
  const [first, second] = found;
  if (first === undefined)
    throw new CaissonError('input.not-found', `there is no profile ${quote(name)}`, {
      hint: 'run `caisson profile list`; `caisson watch --learn` makes profiles',
    });
  if (second === undefined) return first;
  throw new CaissonError('usage.invalid-argument', `${quote(name)} could be several profiles`, {
    hint: `say more: ${found
      .slice(0, 6)
      .map((one) => one.name)
      .join(', ')}`,
  });
}

const previewMs = 7 * 86_400_000;

/** What a change of state did, and what it would have denied in the last seven days. */
export interface Promotion extends NamedProfile {
  readonly denials: readonly WouldDeny[];
}

/** Changes the state of one dimension or of all that can take it. */
export function promoteProfile(
  store: RuntimeStore,
  name: string,
  change: {
    readonly to: DimensionState | undefined;
    readonly dimension: ProfileDimension | undefined;
    readonly anyway: boolean;
    readonly time: number;
  },
): Promotion {
  return store.alone(() => {
    const known = profileNamed(store, name);
    const { to, dimension, anyway, time } = change;
    const dimensions: readonly ProfileDimension[] =
      dimension === undefined ? profileDimensions : [dimension];
    const profile = dimensions.reduce<Profile>((before, one) => {
      const edit: ProfileEdit = { kind: 'promote', dimension: one, ...(to && { to }), anyway };
      return dimension === undefined ? tolerantly(before, edit) : edited(before, edit);
    }, known.profile);
    if (profile === known.profile)
      throw new CaissonError('usage.invalid-argument', 'no dimension can go there yet', {
        hint: '`caisson profile show` says what is missing; --yes does it anyway',
      });
    const dated = { ...profile, updated: Math.max(time, profile.updated) };
    store.saveProfile(known.name, dated);
    return {
      name: known.name,
      profile: dated,
      denials: previewDenials(known.profile, time - previewMs, dimension),
    };
  });
}

/** Of all dimensions those change that can. */
function tolerantly(profile: Profile, edit: ProfileEdit): Profile {
  try {
    return edited(profile, edit);
  } catch (error) {
    if (error instanceof CaissonError && error.code === 'usage.invalid-argument') return profile;
    throw error;
  }
}

/** Forgets a behaviour, or the whole profile; then `undefined`. */
export function forgetInProfile(
  store: RuntimeStore,
  name: string,
  what: {
    readonly behaviour: string | undefined;
    readonly dimension: ProfileDimension | undefined;
  },
): NamedProfile | undefined {
  return store.alone(() => {
    const known = profileNamed(store, name);
    const { behaviour, dimension } = what;
    if (behaviour === undefined) {
      store.removeProfile(known.name);
      return undefined;
    }
    const place = dimension ?? dimensionWith(known.profile, behaviour);
    const profile = edited(known.profile, { kind: 'forget', dimension: place, behaviour });
    store.saveProfile(known.name, profile);
    return { name: known.name, profile };
  });
}

function dimensionWith({ dimensions }: Profile, behaviour: string): ProfileDimension {
  const found = profileDimensions.find((one) =>
    dimensions[one].behaviours.some(({ key }) => key === behaviour),
  );
  if (found !== undefined) return found;
  throw new CaissonError('input.not-found', `no dimension knows ${quote(behaviour)}`, {
    hint: 'write it as `caisson profile show` does',
  });
}

/** Goes back to an earlier version, or to the one before. Later ones are dropped. Throws `input.not-found`. */
export function rollbackProfile(
  store: RuntimeStore,
  name: string,
  version: number | undefined,
): NamedProfile {
  return store.alone(() => {
    const known = profileNamed(store, name);
    const versions = store.profileVersions(known.name).map((body) => profileFromJson(body));
    const target = versions.find((one) =>
      version === undefined ? one.version < known.profile.version : one.version === version,
    );
    if (target === undefined)
      throw new CaissonError('input.not-found', 'there is no such version of the profile', {
        hint: `kept are ${versions.map((one) => one.version).join(', ')}`,
      });
    store.removeProfile(known.name, target.version);
    return { name: known.name, profile: target };
  });
}

/** What can be made of a profile. */
const profileExports = [
  'seccomp',
  'apparmor',
  'networkpolicy',
  'securitycontext',
  'falco',
  'minimal-image',
  'json',
] as const;
export type ProfileExport = (typeof profileExports)[number];

/** A policy as text, and what a person should know before using it. */
export interface ExportedPolicy {
  readonly text: string;
  readonly notes: readonly string[];
}

/** What a policy is made with. */
export interface ExportWishes {
  /** One that only reports. */
  readonly audit: boolean;
  /** Names of rules that exceptions are for. */
  readonly rules: readonly string[];
  /** What the cluster says. */
  readonly labels?: ProfileLabels;
  /** What the image brings. */
  readonly packages?: readonly InstalledPackage[];
}

/** Makes a policy of a profile. Throws `usage.invalid-argument` for advice on an image of which nothing is known. */
export function exportProfile(
  { profile }: NamedProfile,
  as: ProfileExport,
  { audit, rules, labels, packages }: ExportWishes,
): ExportedPolicy {
  const { key } = profile;
  const { name } = namesOf(profile);
  switch (as) {
    case 'seccomp':
      return asJson(toSeccomp(profile, { mode: audit ? 'log' : 'errno' }));
    case 'apparmor':
      return asText(toAppArmor(profile, { name: `caisson-${name}`, complain: audit }));
    case 'networkpolicy':
      return asText(networkPolicy(profile, labels));
    case 'minimal-image':
      return asJson(toMinimalImageAdvice(profile, packages ?? []));
    case 'securitycontext':
      return asJson(toSecurityContext(profile));
    case 'falco':
      return asText(toFalcoExceptions(profile, { rules, repository: key.image }));
    case 'json':
      return { text: `${formatProfile(profile)}\n`, notes: [] };
  }
}

/** Without a cluster the labels are what most people write. */
function networkPolicy(profile: Profile, labels: ProfileLabels | undefined) {
  const { namespace, name } = namesOf(profile);
  const { podLabels, serviceLabels, servicePort } = labels ?? {};
  const made = toNetworkPolicy(profile, {
    name,
    namespace,
    podLabels: podLabels ?? { app: name },
    ...(serviceLabels !== undefined && { serviceLabels }),
    ...(servicePort !== undefined && { servicePort }),
  });
  if (podLabels !== undefined) return made;
  const guess = `the labels of the pods are not known, app=${name} is a guess: name the cluster with --kubeconfig`;
  return { ...made, notes: [guess, ...made.notes] };
}

/** What the role of a profile is called where policies need a name. */
function namesOf({ key: { workload, container } }: Profile) {
  const parts = workload.split('/').filter((part) => part !== '');
  return { namespace: parts[0] ?? 'default', name: parts.at(-1) ?? (container || 'workload') };
}

function asJson({ value, notes }: { readonly value: unknown; readonly notes: readonly string[] }) {
  return { text: `${formatJson(value, 2)}\n`, notes };
}

function asText({ value, notes }: { readonly value: string; readonly notes: readonly string[] }) {
  return { text: value, notes };
}

const shortDigest = 12;

/** Under which name a profile is stored and found: `shop/Deployment/web/nginx@4f2c9d0a1b3e`. */
export function profileName({ key: { workload, container, image } }: Profile): string {
  const digest = /^sha256:([0-9a-f]{12})/.exec(image)?.[1];
  const role = [workload, container].filter((part) => part !== '').join('/');
  return `${role}@${digest ?? image.slice(-shortDigest * 4)}`;
}
