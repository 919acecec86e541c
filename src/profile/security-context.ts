import type { JsonObject } from '#model/json-value.ts';
import type { Profile } from '#model/profile.ts';
import { type Exported, keysOf, sureness } from './exported.ts';

/** What a container needs to be locked down as far as it was seen to allow. */
export interface SecurityContextProposal {
  /** Goes to the container's `securityContext`. */
  readonly securityContext: JsonObject;
  /** Directories that need an `emptyDir` for the root file system to be read-only. */
  readonly emptyDirs: readonly string[];
}

/** More than this many directories: the program writes everywhere, a read-only root would only be worked around. */
const maxEmptyDirs = 12;
/** Directories that hold programs and settings: an empty one in their place would hide what the image put there. */
const unhideable =
  /^\/(?:bin|boot|etc|lib|lib64|opt|sbin|usr|srv|app)?(?:\/(?:bin|lib|sbin|share|local))?$/;

/** A securityContext (Kubernetes core/v1) of what was seen: capabilities, user, writes outside mounts, set-uid programs. */
export function toSecurityContext(profile: Profile): Exported<SecurityContextProposal> {
  const capabilities = keysOf(profile, 'capability', true);
  const emptyDirs = writtenPlaces(profile);
  const hidden = emptyDirs.filter((place) => unhideable.test(place));
  const isReadOnly = emptyDirs.length <= maxEmptyDirs && hidden.length === 0;
  const { fields, notes } = userFields(profile, capabilities);
  return {
    value: {
      securityContext: {
        allowPrivilegeEscalation: raisesPrivileges(profile),
        capabilities: {
          drop: ['ALL'],
          ...(capabilities.length === 0 ? {} : { add: [...new Set(capabilities)] }),
        },
        privileged: false,
        ...(isReadOnly ? { readOnlyRootFilesystem: true } : {}),
        ...fields,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      emptyDirs: isReadOnly ? emptyDirs : [],
    },
    notes: [
      ...sureness(profile, ['capability', 'file_write', 'uid']),
      ...notes,
      ...(hidden.length === 0
        ? []
        : [
            `the root file system stays writable: the program writes ${hidden.slice(0, 10).join(', ')}`,
          ]),
      ...(emptyDirs.length <= maxEmptyDirs
        ? []
        : [`the root file system stays writable: ${emptyDirs.length} directories are written`]),
    ],
  };
}

/** Directories outside mounts that were written, without those below another one. */
function writtenPlaces(profile: Profile): readonly string[] {
  const places = keysOf(profile, 'file_write')
    .filter((key) => key.startsWith('/') && !key.endsWith('/**'))
    .map((key) => beforeClass(key.replace(/\/\*$/, '')))
    .filter((path) => !/^\/(?:proc|sys|dev)(?:\/|$)/.test(path));
  const unique = [...new Set(places)].sort();
  return unique.filter(
    (path) =>
      !unique.some((other) => other !== path && path.startsWith(`${other === '/' ? '' : other}/`)),
  );
}

/** The directory above the first part that varies. */
function beforeClass(path: string): string {
  const at = path.search(/\/[^/]*<[a-z0-9]+>/);
  return at === -1 ? path : path.slice(0, at) || '/';
}

function userFields(
  profile: Profile,
  capabilities: readonly string[],
): { readonly fields: JsonObject; readonly notes: readonly string[] } {
  const keys = keysOf(profile, 'uid');
  const users = keys.flatMap((key) => (key.startsWith('run as ') ? [Number(key.slice(7))] : []));
  if (users.length === 0) return { fields: {}, notes: ['uid: no program was seen to start'] };
  if (!users.includes(0))
    return {
      fields: { runAsNonRoot: true, ...(users.length === 1 ? { runAsUser: users[0] ?? 0 } : {}) },
      notes: [],
    };
  const leaves =
    keys.some((key) => /^setuid to [1-9]/.test(key)) || users.some((user) => user !== 0);
  const text = leaves
    ? 'it starts as root and then becomes another user: let the image start as that user, and root is not needed'
    : 'it runs as root';
  return {
    fields: {},
    notes: [`${text}${capabilities.length === 0 ? '; no capability was seen to be used' : ''}`],
  };
}

/** A program that ran as root although another user started it: set-uid. */
function raisesPrivileges(profile: Profile): boolean {
  const programs = keysOf(profile, 'exec').map((key) => key.slice(0, key.indexOf(' < ')));
  return programs.some((path) => /\/(?:sudo|su|doas|newgrp|passwd|chsh|pkexec)$/.test(path));
}
