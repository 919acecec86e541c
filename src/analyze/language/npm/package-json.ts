import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { dirname } from '#kit/path.ts';
import type { Requirement, Scope } from '#model/component.ts';
import type { ComponentObservation } from '#model/observation.ts';
import { licensesOf } from '../license.ts';
import { type Place, packageComponent, requiresOf, textOf } from '../package-component.ts';
import { npmPurl } from '../package-url.ts';
import { isBelowNodeModules, isPackageDirectory } from './package-path.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every package.json that has a name and a version, as Trivy's node-pkg analyzer takes them. Only those directly below a
 * `node_modules` were put there by a package manager and are `installed`; the others (the application itself, copies
 * that were vendored into another package, test fixtures) are `embedded`: present, but nobody vouches for them.
 */
export const packageJsonAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-package-json',
  revision: 1,
  title: 'npm packages installed in node_modules',
  claims: [{ basename: 'package.json' }],
  *analyze(file) {
    const directory = dirname(file.path);
    const isInstalled = isPackageDirectory(directory);
    const fields = readFields(file, isInstalled);
    const component = fields && manifestComponent(file, fields, isInstalled);
    if (component !== undefined) yield component;
  },
};

/** Packages ship broken package.json files as test data. Node cannot load those as packages either, so they are no gap. */
function readFields(file: FileView, isInstalled: boolean): Fields | undefined {
  try {
    const value = parseJson(file.text(), 'the package.json');
    return isRecord(value) ? value : undefined;
  } catch (error) {
    const isTestData = !isInstalled && isBelowNodeModules(file.path);
    if (isTestData && isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}

/** The package that a package.json describes; `undefined` when it has no name or version. */
export function manifestComponent(
  file: Place,
  fields: Fields,
  isInstalled: boolean,
): ComponentObservation | undefined {
  const name = textOf(fields['name']);
  const version = textOf(fields['version']);
  if (name === undefined || version === undefined || !isPackageName(name)) return undefined;
  return packageComponent(file, {
    purl: npmPurl(name, version),
    name,
    version,
    ecosystem: 'npm',
    presence: isInstalled ? 'installed' : 'embedded',
    ...licensesOf(licenseTexts(fields)),
    ...requiresOf(requirementsOf(fields, isInstalled)),
  });
}

/** The pattern that Trivy and npm use for old names as well: an optional scope, then URL-safe characters. */
export function isPackageName(name: string): boolean {
  return /^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name);
}

/** `license` is a text or, in old packages, `{type, url}`; `licenses` a list of those. */
function licenseTexts(fields: Fields): readonly unknown[] {
  const current = licenseText(fields['license']);
  if (current !== undefined) return [current];
  const old = fields['licenses'];
  return (Array.isArray(old) ? old : [old]).map(licenseText);
}

function licenseText(value: unknown): unknown {
  return isRecord(value) ? (value['type'] ?? value['name']) : value;
}

/**
 * What the package asks for. A name in several tables counts once: npm takes `optionalDependencies` over `dependencies`.
 * Development dependencies are installed for the application only, never for what stands in node_modules.
 */
function requirementsOf(fields: Fields, isInstalled: boolean): Iterable<Requirement> {
  const found = new Map<string, Requirement>();
  if (!isInstalled) collect(found, fields['devDependencies'], 'dev');
  collect(found, fields['peerDependencies'], 'peer');
  collect(found, fields['dependencies']);
  collect(found, fields['optionalDependencies'], 'optional');
  for (const name of bundledNames(fields)) {
    const requirement = found.get(name);
    if (requirement !== undefined) found.set(name, { ...requirement, scope: 'bundled' });
  }
  return found.values();
}

function collect(found: Map<string, Requirement>, table: unknown, scope?: Scope): void {
  if (!isRecord(table)) return;
  for (const name of Object.keys(table)) {
    if (textOf(name) === undefined) continue;
    const range = textOf(table[name]);
    found.set(name, {
      name,
      ...(range !== undefined && { range }),
      ...(scope !== undefined && { scope }),
    });
  }
}

function bundledNames(fields: Fields): readonly string[] {
  const names = fields['bundleDependencies'] ?? fields['bundledDependencies'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
