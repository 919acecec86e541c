import { isCaissonError } from '#kit/error.ts';
import { basename } from '#kit/path.ts';
import type { Component, Requirement } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { ByteSource } from '../../binary/byte-source.ts';
import { readZipEntry, type ZipEntry } from '../../binary/zip.ts';
import { licensesOf } from '../license.ts';
import { archiveGap } from './archive-gap.ts';
import { type ArchiveName, parseArchiveName } from './archive-name.ts';
import { copiedLibraries, groupByClass } from './class-fingerprint.ts';
import { type Coordinates, javaComponent, nameOf } from './coordinates.ts';
import type { InflateBudget } from './inflate-budget.ts';
import { guessCoordinates, type JarManifest, ownDescriptor } from './jar-identity.ts';
import { parseJarManifest } from './jar-manifest.ts';
import { type Pom, parsePom } from './pom.ts';
import { parsePomProperties } from './pom-properties.ts';

const maxDescriptorBytes = 2 ** 20;
const maxPoms = 1000;

/** What the descriptors in one archive say: the archive itself, where it can be told, and what was shaded into it. */
export interface ArchiveContent {
  readonly own?: Component;
  readonly shaded: readonly Component[];
  readonly gaps: readonly Gap[];
}

/** The descriptors of one archive, read. */
interface Descriptors {
  readonly coordinates: readonly Coordinates[];
  /** By `group:artifact`. */
  readonly poms: ReadonlyMap<string, Pom>;
  readonly manifest: JarManifest;
  readonly gaps: readonly Gap[];
}

/** Reads the Maven descriptors and the manifest among `entries` and tells which components they stand for. */
export function readArchive(
  source: ByteSource,
  entries: readonly ZipEntry[],
  { location, embedded }: { readonly location: Location; readonly embedded: boolean },
  budget: InflateBudget,
): ArchiveContent {
  const found = readDescriptors(source, entries, location, budget);
  const name = parseArchiveName(basename(location.path));
  const names = entries.map((entry) => entry.name);
  const own = withGroup(ownCoordinates(name, found), names);
  const shaded = new Map<string, Component>();
  for (const one of found.coordinates) {
    const component = { ...javaComponent(one, 'embedded', location), ...factsOf(one, found.poms) };
    shaded.set(component.id, component);
  }
  const known = own === undefined ? found.coordinates : [...found.coordinates, own];
  for (const component of copiedLibraries(names, known, location))
    shaded.set(component.id, component);
  if (own === undefined) return { shaded: [...shaded.values()], gaps: found.gaps };
  const component = javaComponent(own, embedded ? 'embedded' : 'installed', location);
  shaded.delete(component.id);
  const facts = { ...manifestFacts(found.manifest), ...factsOf(own, found.poms) };
  return { own: { ...component, ...facts }, shaded: [...shaded.values()], gaps: found.gaps };
}

/** A descriptor that fits, a good guess, a single descriptor whatever the file is called, or the bare file name. */
function ownCoordinates(
  name: ArchiveName,
  { coordinates, manifest }: Descriptors,
): Coordinates | undefined {
  const descriptor = ownDescriptor(name, coordinates, manifest);
  if (descriptor !== undefined) return descriptor;
  const guess = guessCoordinates(name, manifest);
  const isGood = guess !== undefined && guess.group !== '';
  return coordinates.length === 1 && !isGood ? coordinates[0] : guess;
}

/** Where nothing tells the group, the classes inside may. */
function withGroup(
  own: Coordinates | undefined,
  names: readonly string[],
): Coordinates | undefined {
  if (own === undefined || own.group !== '') return own;
  return { ...own, group: groupByClass(own.artifact, names) ?? '' };
}

function readDescriptors(
  source: ByteSource,
  entries: readonly ZipEntry[],
  location: Location,
  budget: InflateBudget,
): Descriptors {
  const coordinates: Coordinates[] = [];
  const poms = new Map<string, Pom>();
  const gaps: Gap[] = [];
  let manifest: JarManifest = new Map();
  function read(entry: ZipEntry): string {
    if (entry.size <= maxDescriptorBytes) budget.spend(entry.size);
    return readZipEntry(source, entry, maxDescriptorBytes).toString('utf8');
  }
  for (const entry of entries) {
    try {
      if (entry.name === 'META-INF/MANIFEST.MF') manifest = parseJarManifest(read(entry));
      else if (/(?:^|\/)pom\.properties$/.test(entry.name))
        coordinates.push(...parsed(read(entry), entry.name));
      else if (isPomName(entry.name) && poms.size < maxPoms) addPom(poms, read(entry));
    } catch (error) {
      gaps.push(archiveGap(error, { ...location, path: `${location.path}!/${entry.name}` }));
    }
  }
  return { coordinates: [...coordinates, ...undescribed(coordinates, poms)], poms, manifest, gaps };
}

function parsed(text: string, path: string): readonly Coordinates[] {
  const coordinates = parsePomProperties(text, path);
  return coordinates === undefined ? [] : [coordinates];
}

/** Libraries of which only the `pom.xml` was kept, where it settles the version. */
function undescribed(
  described: readonly Coordinates[],
  poms: ReadonlyMap<string, Pom>,
): readonly Coordinates[] {
  const names = new Set(described.map(nameOf));
  return [...poms.values()]
    .map(({ coordinates }) => coordinates)
    .filter((one) => one.group !== '' && one.artifact !== '' && one.version !== '')
    .filter((one) => !names.has(nameOf(one)));
}

function isPomName(name: string): boolean {
  return name.startsWith('META-INF/maven/') && name.endsWith('/pom.xml');
}

/** An embedded pom.xml only adds licences and dependencies, so one that cannot be parsed costs nothing but these. */
function addPom(poms: Map<string, Pom>, text: string): void {
  try {
    const pom = parsePom(text);
    poms.set(nameOf(pom.coordinates), pom);
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed', 'input.unsupported')) throw error;
  }
}

function factsOf(
  coordinates: Coordinates,
  poms: ReadonlyMap<string, Pom>,
): Pick<Component, 'licenses' | 'requires'> {
  const pom = poms.get(nameOf(coordinates));
  if (pom === undefined) return {};
  const requires = pom.dependencies.flatMap((dependency): readonly Requirement[] => {
    if (dependency.scope !== 'compile' && dependency.scope !== 'runtime') return [];
    return [
      {
        name: nameOf(dependency),
        ...(dependency.version && { range: dependency.version }),
        ...(dependency.optional && { scope: 'optional' }),
      },
    ];
  });
  return { ...licensesOf(pom.licenses), ...(requires.length > 0 && { requires }) };
}

function manifestFacts(manifest: JarManifest): Pick<Component, 'licenses' | 'supplier'> {
  const vendor = manifest.get('implementation-vendor') ?? manifest.get('bundle-vendor');
  const license = manifest.get('bundle-license')?.split(/[;,]/)[0]?.trim();
  const known = license !== undefined && /^[A-Za-z0-9.+-]+$/.test(license);
  return { ...(known && licensesOf([license])), ...(vendor && { supplier: vendor.slice(0, 200) }) };
}
