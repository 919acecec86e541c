import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import { unreachable } from '#kit/never.ts';
import { type OperatingSystem, segmentOfRelease, segmentOfSystem } from '#model/os.ts';
import type { Statement } from './statement.ts';

/**
 * A segment that speaks of a system's packages. `own` segments count as they are. A `mainline` is seen from a support branch
 * that left it at `minor`: its later fixes cannot be installed. The fixes of `unattached` are for those who pay for them.
 */
export type Channel =
  | { readonly segment: string; readonly kind: 'own' | 'unattached' | 'upstream' }
  | { readonly segment: string; readonly kind: 'mainline'; readonly minor: number };

/** The segments of a system's advisories that the index has; empty when it has none, then nobody answers. */
export function channelsOf(os: OperatingSystem, index: AdvisoryIndex): readonly Channel[] {
  const main = mainSegment(os, index);
  if (main === undefined || !index.has(main)) return [];
  if (main.startsWith('rhel-')) return redHatChannels(os, main, index);
  if (main.startsWith('ubuntu-')) return ubuntuChannels(os, main, index);
  if (rebuilds.has(os.id)) return [{ segment: main, kind: 'own' }, ...upstreamOf(os, index)];
  return [{ segment: main, kind: 'own' }];
}

/** Rebuilds of Red Hat's releases whose publishers tell of fixes only. */
const rebuilds: ReadonlySet<string> = new Set(['almalinux', 'rocky']);

function upstreamOf({ version }: OperatingSystem, index: AdvisoryIndex): readonly Channel[] {
  const segment = segmentOfRelease('rhel', version);
  return segment !== undefined && index.has(segment) ? [{ segment, kind: 'upstream' }] : [];
}

/** What the advisories of a channel mean for a system: fixes that it cannot install are none. */
export function seenFrom(channel: Channel, statement: Statement): Statement {
  const fixed = fixOf(statement) ?? '';
  switch (channel.kind) {
    case 'own':
      return statement;
    case 'upstream':
      return {
        ...withoutFix(statement, 'disclosed by Red Hat, not confirmed'),
        isUpstream: true,
      };
    case 'unattached':
      return fixed === ''
        ? statement
        : withoutFix(
            statement,
            `fixed in ${fixed} for subscribers of extended maintenance (ESM) only`,
          );
    case 'mainline':
      return fixed === '' || isReachable(fixed, channel.minor)
        ? statement
        : withoutFix(statement, `fixed in ${fixed} of a later minor release`);
    default:
      return unreachable(channel);
  }
}

function fixOf({ hit }: Statement): string | undefined {
  return hit === undefined || hit === 'listed' ? undefined : hit.fixed;
}

/** The same statement as a disclosure; nothing changes where the version is not affected. */
function withoutFix(statement: Statement, note: string): Statement {
  const { advisory, hit } = statement;
  if (hit === undefined || hit === 'listed') return statement;
  const said = advisory.statement === undefined ? note : `${advisory.statement}; ${note}`;
  const open = { introduced: hit.introduced };
  const { fixedOn: _, ...rest } = advisory;
  const state = advisory.state === 'fixed' ? 'affected' : advisory.state;
  return {
    ...statement,
    advisory: { ...rest, state, ranges: [open], statement: said },
    hit: open,
  };
}

/** Alpine's repositories say more than its release file; CentOS is built from the sources of Red Hat's releases. */
function mainSegment(os: OperatingSystem, index: AdvisoryIndex): string | undefined {
  if (os.id === 'alpine') return alpineBranch(os) ?? segmentOfSystem(os);
  const segment = segmentOfSystem(os);
  if (os.id !== 'centos' || (segment !== undefined && index.has(segment))) return segment;
  return segmentOfRelease('rhel', os.version);
}

/** The branch that the `main` repository is of: `edge` or `v3.20`. */
function alpineBranch({ repositories = [] }: OperatingSystem): string | undefined {
  const branches = repositories.flatMap((address) => {
    const [repository, branch] = address.replace(/\/+$/, '').split('/').toReversed();
    return repository === 'main' ? (branch ?? []) : [];
  });
  const [branch] = branches;
  if (branch === undefined || new Set(branches).size > 1) return undefined;
  if (branch === 'edge') return 'alpine-edge';
  return /^v\d+\.\d+$/.test(branch) ? segmentOfRelease('alpine', branch.slice(1)) : undefined;
}

function ubuntuChannels(
  { repositories = [] }: OperatingSystem,
  main: string,
  index: AdvisoryIndex,
): readonly Channel[] {
  const segment = `${main}-esm`;
  const own: Channel = { segment: main, kind: 'own' };
  if (!index.has(segment)) return [own];
  const isAttached = repositories.some((name) => /(?:^|\/\/)esm[-.]/.test(name));
  return [own, { segment, kind: isAttached ? 'own' : 'unattached' }];
}

const branchKinds = ['eus', 'e4s', 'aus', 'tus', 'els'] as const;

/** Extended-support branches are told by their content sets: `rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4`. */
function redHatChannels(
  os: OperatingSystem,
  main: string,
  index: AdvisoryIndex,
): readonly Channel[] {
  const repositories = os.repositories ?? [];
  const kinds = branchKinds.filter((kind) => repositories.some((name) => isOfBranch(name, kind)));
  const minor = minorOf(os);
  const mainline: Channel = { segment: main, kind: 'own' };
  if (kinds.length === 0 || minor === undefined) return [mainline];
  const segments = kinds
    .flatMap((kind) => [`${main}.${minor}-${kind}`, `${main}-${kind}`])
    .filter((segment) => index.has(segment));
  const own = segments.map((segment): Channel => ({ segment, kind: 'own' }));
  const keepsMoving = kinds.every((kind) => kind === 'els');
  return [keepsMoving ? mainline : { segment: main, kind: 'mainline', minor }, ...own];
}

function isOfBranch(repository: string, kind: string): boolean {
  return repository.split('__', 1)[0]?.split('-').includes(kind) === true;
}

/** The minor release that the branch left the mainline at, by the content set, else by the release file. */
function minorOf({ repositories = [], version }: OperatingSystem): number | undefined {
  const named = repositories.flatMap(
    (name) => /(?:__\d{1,3}_DOT_|^releasever=\d{1,3}\.)(\d{1,3})$/.exec(name)?.[1] ?? [],
  );
  const minor = named[0] ?? version.split('.')[1];
  return minor === undefined || !/^\d{1,3}$/.test(minor) ? undefined : Number(minor);
}

/** Releases end in `.el9_4`; without a minor it is 0, and what has no such ending is taken to be there. */
function isReachable(fixed: string, minor: number): boolean {
  const built = /\.el\d{1,3}(?:_(\d{1,3}))?/.exec(fixed);
  return built === null || Number(built[1] ?? 0) <= minor;
}
