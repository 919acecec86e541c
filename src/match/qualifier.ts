import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';

/**
 * Whether the restrictions of a distribution's advisory let it speak of a package: architecture, rpm module and Oracle's
 * build flavour must be the same.
 */
export function mayConcern(component: Component, advisory: Advisory, segment: string): boolean {
  if (!hasArchitecture(component, advisory)) return false;
  if (component.ecosystem !== 'rpm') return true;
  if (segment.startsWith('oracle') && !hasFlavour(component, advisory)) return false;
  return hasModule(component, advisory);
}

/** Whether the advisory is about a module and the package is of some module, but nothing says of which. */
export function moduleUnknown(component: Component, advisory: Advisory): boolean {
  return (
    advisory.qualifiers?.module !== undefined &&
    moduleOf(component) === undefined &&
    isModular(component.version)
  );
}

/** Architecture-free packages are installed everywhere, and an advisory without a list is about all. */
function hasArchitecture({ architecture }: Component, { qualifiers }: Advisory): boolean {
  const listed = qualifiers?.architectures ?? [];
  if (listed.length === 0 || architecture === undefined) return true;
  if (architecture === 'noarch' || architecture === 'all' || architecture === 'any') return true;
  return listed.includes(architecture);
}

/**
 * Module streams are maintained apart from each other and from the packages outside of modules. An advisory that does not
 * name its module is recognised by its fixed versions; then every stream is taken to be meant that these can belong to.
 */
function hasModule(component: Component, advisory: Advisory): boolean {
  const module = advisory.qualifiers?.module;
  const installed = moduleOf(component);
  const modular = installed !== undefined || isModular(component.version);
  if (module !== undefined) return installed === undefined ? modular : installed === module;
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
function hasFlavour(component: Component, { ranges }: Advisory): boolean {
  const flavour = flavourOf(component.version);
  return ranges.every((range) => range.fixed === undefined || flavourOf(range.fixed) === flavour);
}

function flavourOf(version: string): 'fips' | 'ksplice' | 'normal' {
  if (version.endsWith('_fips')) return 'fips';
  return version.includes('.ksplice') ? 'ksplice' : 'normal';
}
