import type { FileView } from '#contract/source.ts';
import type { ComponentObservation } from '#model/observation.ts';
import { formatPurl } from '#model/purl.ts';
import { textOf } from '../package-component.ts';
import { placedComponent } from '../tools/placed-component.ts';

/** A package in the Nix store. */
export interface StorePath {
  /** `/nix/store/HASH-NAME-VERSION[-OUTPUT]`, absolute inside the artifact. */
  readonly path: string;
  readonly hash: string;
  readonly name: string;
  readonly version: string;
  readonly output?: string;
}

const outputs = new Set([
  'bin',
  'data',
  'debug',
  'dev',
  'devdoc',
  'dist',
  'doc',
  'info',
  'lib',
  'man',
  'modules',
  'out',
  'py',
  'static',
  'tools',
]);

/**
 * Reads the store path at the start of a path. The version begins behind the first hyphen that no letter follows (Nix
 * manual, `builtins.parseDrvName`); a known last word is the output. `undefined` for paths without version, derivations
 * (`.drv`), patches and archives: those are no packages.
 */
export function parseStorePath(path: string): StorePath | undefined {
  const match = /^(.{0,200}?\/nix\/store\/([0-9a-df-np-sv-z]{32})-([^/]{1,211}))(?:\/|$)/.exec(
    path,
  );
  if (match === null) return undefined;
  const [, whole = '', hash = '', rest = ''] = match;
  const dash = rest.search(/-[^A-Za-z]/);
  if (dash <= 0 || noPackage.test(rest)) return undefined;
  const name = textOf(rest.slice(0, dash));
  const { version, output } = versionOf(rest.slice(dash + 1));
  if (name === undefined || !/^\d/.test(version)) return undefined;
  return { path: whole, hash, name, version, ...(output !== undefined && { output }) };
}

const noPackage = /\.(?:drv|patch|diff|tar|tar\.\w+|tgz|zip|gem|crate|lock|sh|json|nar)$/;

/** `3.0.12-dev`: a known last word is the output. */
function versionOf(text: string): { readonly version: string; readonly output?: string } {
  const dash = text.lastIndexOf('-');
  const output = text.slice(dash + 1);
  if (dash < 0 || !outputs.has(output)) return { version: text };
  return { version: text.slice(0, dash), output };
}

/**
 * A store path as a component that stands at the path itself, whichever file told of it, so that it is one component.
 * `pkg:nix/NAME@VERSION?hash=…&output=…`, as Syft writes it.
 */
export function storeComponent(file: FileView, store: StorePath): ComponentObservation {
  const { path, hash, name, version, output } = store;
  const purl = formatPurl({
    type: 'nix',
    name,
    version,
    qualifiers: { hash, output: output ?? '' },
  });
  return placedComponent(file, path, {
    purl,
    name,
    version,
    ecosystem: 'nix',
    presence: 'installed',
  });
}
