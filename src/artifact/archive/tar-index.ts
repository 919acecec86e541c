import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { dirname, normalizePath } from '#kit/path.ts';
import { Budget } from '../layer/budget.ts';
import { type FileRegion, RegionReader } from '../layer/input.ts';
import { seekThrough } from '../layer/region-walk.ts';
import type { TarMember } from '../layer/tar-member.ts';
import { TarReader } from '../layer/tar-reader.ts';

/** Where each file of a tar starts, by its normalised path; links are followed inside the tar. */
export interface TarIndex {
  find(path: string): FileRegion | undefined;
}

const maxLinks = 40;

type Place = { readonly region: FileRegion } | { readonly link: string };

/**
 * Indexes an uncompressed tar by its headers; content is stepped over. A later member replaces an earlier one of the same
 * path. Throws `input.malformed`, `limit.*`, `host.io`.
 */
export async function indexTar(file: FileRegion, what: string, scope: Scope): Promise<TarIndex> {
  using reader = new RegionReader(file);
  const budget = new Budget(scope, what);
  const places = new Map<string, Place>();
  const tar = new TarReader({
    member(member) {
      budget.entry();
      addPlace(places, member, file);
      return false;
    },
    content: () => false,
    memberEnd() {},
    doubt() {},
  });
  try {
    await seekThrough(reader, tar, budget);
  } catch (cause) {
    if (!(cause instanceof CaissonError) || cause.code !== 'input.malformed') throw cause;
    throw new CaissonError('input.malformed', `${what} is not an intact tar: ${cause.message}`, {
      cause,
    });
  }
  return { find: (path) => follow(places, path) };
}

function addPlace(places: Map<string, Place>, member: TarMember, file: FileRegion): void {
  const path = normalizePath(`/${member.path}`);
  if (path === undefined) return;
  if (member.type === 'file' && member.extents === undefined) {
    const offset = file.offset + member.storedAt;
    places.set(path, { region: { path: file.path, offset, length: member.stored } });
  }
  if (member.type !== 'symlink' && member.type !== 'hardlink') return;
  const base = member.type === 'symlink' && !member.link.startsWith('/') ? dirname(path) : '';
  const link = normalizePath(`/${base}/${member.link}`);
  if (link !== undefined) places.set(path, { link });
}

function follow(places: ReadonlyMap<string, Place>, path: string): FileRegion | undefined {
  let place = places.get(normalizePath(`/${path}`) ?? '/');
  for (let links = 0; place !== undefined && links < maxLinks; links += 1) {
    if ('region' in place) return place.region;
    place = places.get(place.link);
  }
  return undefined;
}
