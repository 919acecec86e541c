import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { Channel } from './channel.ts';
import { agree, tryParseCpe } from './cpe.ts';
import type { System } from './system.ts';

/**
 * Whether the restrictions of a distribution's advisory let it speak of a package: architecture, product or repository, rpm
 * module and Oracle's build flavour must be the same.
 */
export function mayConcern(
  component: Component,
  advisory: Advisory,
  channel: Channel,
  system: System,
): boolean {
  if (!hasArchitecture(component, advisory)) return false;
  if (!isOfProduct(advisory, channel, system)) return false;
  if (component.ecosystem !== 'rpm') return true;
  if (!hasFlavour(component, advisory, channel.segment)) return false;
  return hasModule(component, advisory);
}

/** Whether the advisory is about a module and the package is of some module, but nothing says of which. */
export function moduleUnknown(component: Component, advisory: Advisory): boolean {
  return (
    advisory.qualifiers?.module !== undefined &&
    moduleOf(component) === undefined &&
    isModular(component.version) &&
    !isMainPackage(component, advisory.qualifiers.module)
  );
}

/** Whether the advisory is about a source package and says nothing of what is built from it. */
export function isSourceLevel({ qualifiers }: Advisory): boolean {
  const listed = qualifiers?.architectures ?? [];
  return listed.length > 0 && listed.every((one) => one === 'src' || one === 'nosrc');
}

/** Vendors whose VEX documents name source packages, without an architecture, as long as there is no fix. */
const sourceVex = /^(?:rhel|sles|opensuse)/;

/** Whether the advisory, filed under a source package's name, is about all that is built from it and not one binary of it. */
export function isAboutSource(advisory: Advisory, segment: string): boolean {
  if (isSourceLevel(advisory)) return true;
  const isFree = (advisory.qualifiers?.architectures ?? []).length === 0;
  return (
    isFree && sourceVex.test(segment) && advisory.ranges.every(({ fixed }) => fixed === undefined)
  );
}

/** Names that packages and advisories of the same machine use beside one another. */
const architectures: ReadonlyMap<string, string> = new Map([
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['i386', 'i686'],
  ['i486', 'i686'],
  ['i586', 'i686'],
  ['x86', 'i686'],
  ['ppc64el', 'ppc64le'],
]);
const anyArchitecture: ReadonlySet<string> = new Set(['noarch', 'all', 'any', '']);

/** Architecture-free packages are installed everywhere, and an advisory without a list is about all. */
function hasArchitecture({ architecture }: Component, advisory: Advisory): boolean {
  const listed = advisory.qualifiers?.architectures ?? [];
  if (listed.length === 0 || isSourceLevel(advisory)) return true;
  if (architecture === undefined || anyArchitecture.has(architecture)) return true;
  const own = architectures.get(architecture) ?? architecture;
  return listed.some((one) => anyArchitecture.has(one) || (architectures.get(one) ?? one) === own);
}

/**
 * CPE names are products of Red Hat; a support branch's segment holds its own alone. Other names are repositories
 * (Amazon's extras) and hold where the system's are not known.
 */
function isOfProduct(
  { qualifiers }: Advisory,
  { segment }: Channel,
  { products, repositories }: System,
): boolean {
  const named = qualifiers?.products ?? [];
  if (named.length === 0) return true;
  if (!named.every((name) => name.startsWith('cpe:')))
    return repositories.size === 0 || named.some((name) => repositories.has(name));
  if (!/^rhel-\d+$/.test(segment)) return true;
  return named.some((name) => {
    const cpe = tryParseCpe(name);
    return cpe === undefined || products.some((product) => agree(product, cpe));
  });
}

/**
 * Module streams are maintained apart from each other and from the packages outside of modules. An advisory that does not
 * name its module is recognised by its fixed versions; then every stream is taken to be meant that these can belong to.
 */
function hasModule(component: Component, advisory: Advisory): boolean {
  const module = advisory.qualifiers?.module;
  const installed = moduleOf(component);
  const modular = installed !== undefined || isModular(component.version);
  if (module !== undefined && installed !== undefined) return installed === module;
  if (module !== undefined) return modular && !isOfOtherStream(component, module);
  const fixes = advisory.ranges.flatMap((range) => range.fixed ?? []);
  if (!modular) return !fixes.some(isModular);
  return fixes.some((fixed) => isModular(fixed) && mayBeOfStream(component, fixed));
}

/**
 * The main packages of a module begin with the number of its stream (`nodejs:18` brings nodejs 18.x, but npm 9.x): then a
 * fix does so as well, or it is one of another stream.
 */
function mayBeOfStream({ modularity, version }: Component, fixed: string): boolean {
  const stream = modularity?.split(':')[1] ?? '';
  if (!/^[0-9]/.test(stream) || !beginsWith(version, stream)) return true;
  return beginsWith(fixed, stream);
}

/** The package that a module is named after carries the number of its stream: then no label is needed. */
function isMainPackage({ name }: Component, module: string): boolean {
  const [main, stream = ''] = module.split(':');
  return main === name && /^[0-9]/.test(stream);
}

function isOfOtherStream(component: Component, module: string): boolean {
  const stream = module.split(':')[1] ?? '';
  return isMainPackage(component, module) && !beginsWith(component.version, stream);
}

function beginsWith(version: string, stream: string): boolean {
  const upstream = version.slice(version.indexOf(':') + 1);
  return upstream.startsWith(stream) && !/^[0-9]/.test(upstream.slice(stream.length));
}

/** `name:stream` of the label `name:stream:version:context`. */
function moduleOf({ modularity }: Component): string | undefined {
  if (modularity === undefined || modularity === '') return undefined;
  return modularity.split(':').slice(0, 2).join(':');
}

/** Builds of modules carry `.module_el8`, `.module+el8` or `.module_f36` in their release. */
function isModular(version: string): boolean {
  return version.includes('.module');
}

/** Oracle builds some packages a second time: FIPS-certified and for live patching. */
function hasFlavour({ version }: Component, advisory: Advisory, segment: string): boolean {
  const stated = advisory.qualifiers?.flavour;
  if (stated !== undefined) return (stated === '' ? 'normal' : stated) === flavourOf(version);
  if (!segment.startsWith('oracle')) return true;
  const fixes = advisory.ranges.flatMap(({ fixed }) => fixed ?? []);
  return fixes.every((fixed) => flavourOf(fixed) === flavourOf(version));
}

function flavourOf(version: string): string {
  if (version.endsWith('_fips')) return 'fips';
  return version.split('.').some((part) => part.startsWith('ksplice')) ? 'ksplice' : 'normal';
}
