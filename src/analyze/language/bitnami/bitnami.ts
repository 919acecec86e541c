import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { componentId } from '#model/component.ts';
import { type Ecosystem, ecosystems } from '#model/ecosystem.ts';
import type { ComponentObservation, Observation } from '#model/observation.ts';
import { formatPurl, type Purl, parsePurl } from '#model/purl.ts';
import { licensesOf } from '../license.ts';
import { locationOf, type PackageFacts, packageGap, textOf } from '../package-component.ts';
import { placedComponent } from '../tools/placed-component.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Packages of one document that are read. */
const maxPackages = 20_000;

/**
 * What Bitnami put below `/opt/bitnami`: `NAME/.spdx-NAME.spdx`, an SPDX 2.3 document in JSON. The package with a purl of
 * Bitnami is what is installed; the others are parts of it.
 */
export const bitnamiSpdxAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/bitnami-spdx',
  revision: 1,
  title: 'Bitnami components',
  claims: [{ suffix: '.spdx' }],
  *analyze(file) {
    if (!/\/opt\/bitnami\/[^/]+\/\.spdx-[^/]+\.spdx$/.test(file.path.slice(-600))) return;
    const document = parseJson(file.text(), 'the SPDX document');
    const packages = isRecord(document) ? document['packages'] : undefined;
    if (!Array.isArray(packages))
      throw new CaissonError('input.malformed', 'the SPDX document lists no packages');
    yield* observationsOf(file, packages.filter(isRecord).slice(0, maxPackages));
    if (packages.length > maxPackages)
      yield packageGap(file, 'too-large', `only ${maxPackages} packages were read`);
  },
};

/**
 * `/opt/bitnami/.bitnami_components.json`, which images without SPDX documents have as well. A component gets the same
 * place and purl as from its document, so that it is one.
 */
export const bitnamiListAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/bitnami-list',
  revision: 1,
  title: 'Bitnami component list',
  claims: [{ basename: '.bitnami_components.json' }],
  *analyze(file) {
    const list = parseJson(file.text(), 'the list of components');
    if (!isRecord(list))
      throw new CaissonError('input.malformed', 'the list of components is not a JSON object');
    for (const [key, fields] of Object.entries(list)) {
      const name = textOf(key);
      const version = isRecord(fields) ? textOf(fields['version']) : undefined;
      if (name === undefined || version === undefined || !isRecord(fields)) {
        yield packageGap(file, 'malformed', 'a component without name or version');
        continue;
      }
      const qualifiers = qualifiersOf(fields);
      const purl = formatPurl({ type: 'bitnami', name, version, qualifiers });
      yield placedComponent(file, `/opt/bitnami/${name}`, bitnamiFacts(purl, name, version));
    }
  },
};

function qualifiersOf(fields: Fields): Record<string, string> {
  const arch = textOf(fields['arch']);
  const distro = textOf(fields['distro']);
  return { ...(arch !== undefined && { arch }), ...(distro !== undefined && { distro }) };
}

function* observationsOf(file: FileView, packages: readonly Fields[]): Iterable<Observation> {
  const named = packages.flatMap((fields) => {
    const purl = purlOf(fields);
    return purl === undefined ? [] : [{ fields, purl }];
  });
  const home = file.path.slice(0, file.path.lastIndexOf('/'));
  const mains = named.filter(({ purl }) => purl.type === 'bitnami');
  if (mains.length === 0) yield packageGap(file, 'malformed', 'no package of Bitnami is named');
  const main = mains[0]?.purl;
  for (const { fields, purl } of named) {
    const seen = observe(file, home, fields, purl);
    if (seen === undefined) continue;
    yield seen;
    if (main === undefined || purl === main) continue;
    const from = componentId(formatPurl(main), home);
    const relation = { from, to: seen.component.id, kind: 'contains' } as const;
    yield { type: 'relation', location: locationOf(file), relation };
  }
}

function observe(
  file: FileView,
  home: string,
  fields: Fields,
  parts: Purl,
): ComponentObservation | undefined {
  const version = textOf(parts.version) ?? textOf(fields['versionInfo']) ?? '';
  const purl = formatPurl(parts);
  const licenses = licensesOf(licenseTexts(fields));
  if (parts.type === 'bitnami')
    return placedComponent(file, home, { ...bitnamiFacts(purl, parts.name, version), ...licenses });
  const ecosystem: Ecosystem = ecosystems.find((known) => known === parts.type) ?? 'generic';
  const name = nameOf(parts);
  return placedComponent(file, file.path, {
    purl,
    name,
    version,
    ecosystem,
    presence: 'embedded',
    ...licenses,
  });
}

/** As the ecosystem joins namespace and name. */
function nameOf({ type, namespace, name }: Purl): string {
  if (namespace === undefined) return name;
  return `${namespace}${type === 'maven' ? ':' : '/'}${name}`;
}

function bitnamiFacts(purl: string, name: string, version: string): PackageFacts {
  return { purl, name, version, ecosystem: 'bitnami', presence: 'installed' };
}

function purlOf(fields: Fields): Purl | undefined {
  const references = fields['externalRefs'];
  for (const reference of Array.isArray(references) ? references.filter(isRecord) : []) {
    const locator = reference['referenceLocator'];
    if (reference['referenceType'] !== 'purl' || typeof locator !== 'string') continue;
    try {
      return parsePurl(locator);
    } catch (error) {
      if (!(error instanceof CaissonError)) throw error;
    }
  }
  return undefined;
}

function licenseTexts(fields: Fields): readonly unknown[] {
  const texts = [fields['licenseDeclared'], fields['licenseConcluded']];
  return texts.filter((text) => text !== 'NOASSERTION' && text !== 'NONE').slice(0, 1);
}
