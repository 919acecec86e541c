import type { Limits } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Hash, License, Scope } from '#model/component.ts';
import { licenseOf } from '../language/license.ts';
import type { Property, SbomDocument, SbomEdge, SbomPackage, SbomPath } from './document.ts';
import { type Fields, fieldsIn, hashNamed, listIn, textIn, textsIn } from './fields.ts';

/** Component types that stand for software; files, devices, data and the like are passed over. */
const software = new Set(['library', 'framework', 'application', 'platform', 'firmware', '']);

/**
 * Reads a CycloneDX document, versions 1.2 to 1.7 (ECMA-424), already parsed from JSON. Unknown fields and dangling references
 * are tolerated. Throws `limit.depth`, `limit.entries`.
 */
export function readCycloneDx(document: Fields, limits: Limits): SbomDocument {
  const all = flatten(document, limits);
  const system = all.fields.find((fields) => textIn(fields, 'type') === 'operating-system');
  const stated = listIn(document, 'dependencies').flatMap((dependency) =>
    textsIn(dependency, 'dependsOn').map(
      (to): SbomEdge => ({ from: textIn(dependency, 'ref'), to, kind: 'depends-on' }),
    ),
  );
  return {
    packages: all.fields.filter((fields) => software.has(textIn(fields, 'type'))).map(packageOf),
    edges: [...stated, ...all.edges],
    ...(system !== undefined && {
      system: {
        name: textIn(system, 'name'),
        version: textIn(system, 'version'),
        properties: propertiesOf(system),
      },
    }),
  };
}

/** Components of all depths: a component inside another one is contained in it. */
function flatten(
  document: Fields,
  limits: Limits,
): { readonly fields: readonly Fields[]; readonly edges: readonly SbomEdge[] } {
  const fields: Fields[] = [];
  const edges: SbomEdge[] = [];
  let level: readonly Fields[] = listIn(document, 'components');
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limits.maxDepth)
      throw new CaissonError('limit.depth', `components are nested deeper than ${limits.maxDepth}`);
    for (const one of level) fields.push(one);
    if (fields.length > limits.maxEntries)
      throw new CaissonError(
        'limit.entries',
        `the SBOM has more than ${limits.maxEntries} components`,
      );
    const inner = level.flatMap((parent) =>
      listIn(parent, 'components').map((child) => ({ parent, child })),
    );
    for (const { parent, child } of inner)
      edges.push({ from: refOf(parent), to: refOf(child), kind: 'contains' });
    level = inner.map(({ child }) => child);
  }
  return { fields, edges };
}

function refOf(fields: Fields): string {
  return textIn(fields, 'bom-ref') || textIn(fields, 'purl');
}

function packageOf(fields: Fields): SbomPackage {
  const supplier = textIn(fieldsIn(fields, 'supplier'), 'name') || textIn(fields, 'publisher');
  const scopes = scopesOf(textIn(fields, 'scope'));
  const paths = pathsOf(fields);
  return {
    ref: refOf(fields),
    isLibrary: ['library', 'framework'].includes(textIn(fields, 'type')),
    name: textIn(fields, 'name'),
    group: textIn(fields, 'group'),
    version: textIn(fields, 'version'),
    purl: textIn(fields, 'purl'),
    properties: propertiesOf(fields),
    licenses: licensesOf(fields),
    hashes: hashesOf(fields),
    ...(supplier !== '' && { supplier }),
    ...(scopes !== undefined && { scopes }),
    ...(paths.length > 0 && { paths }),
    ...identityOf(fields),
  };
}

/**
 * How it was recognised (1.5: one object, since 1.6 a list). CPE names count only for what was recognised by its content: for
 * everything else tools guess them.
 */
function identityOf(fields: Fields): Pick<SbomPackage, 'cpes' | 'technique' | 'confidence'> {
  const evidence = fieldsIn(fields, 'evidence');
  const first = fieldsIn(evidence, 'identity') ?? listIn(evidence, 'identity')[0];
  const stated = textIn(listIn(first, 'methods')[0], 'technique');
  const technique = stated === '' && isClassified(fields) ? 'binary-analysis' : stated;
  const confidence = first?.['confidence'];
  const cpe = textIn(fields, 'cpe');
  const reviewed = technique === 'binary-analysis';
  return {
    ...(technique !== '' && technique !== 'manifest-analysis' && { technique }),
    ...(typeof confidence === 'number' && { confidence }),
    ...(cpe !== '' && reviewed && { cpes: [cpe] }),
  };
}

/** Syft's binary classifiers. */
function isClassified(fields: Fields): boolean {
  return propertiesOf(fields).some(
    ([name, value]) =>
      name === 'syft:package:foundBy' && value.startsWith('binary-classifier-cataloger'),
  );
}

function propertiesOf(fields: Fields): readonly Property[] {
  return listIn(fields, 'properties').map(
    (property): Property => [textIn(property, 'name'), textIn(property, 'value')],
  );
}

function licensesOf(fields: Fields): readonly License[] {
  return listIn(fields, 'licenses').flatMap((choice) => {
    const license = fieldsIn(choice, 'license');
    const text = textIn(choice, 'expression') || textIn(license, 'id') || textIn(license, 'name');
    return licenseOf(text) ?? [];
  });
}

function hashesOf(fields: Fields): readonly Hash[] {
  return listIn(fields, 'hashes').flatMap(
    (hash) => hashNamed(textIn(hash, 'alg'), textIn(hash, 'content')) ?? [],
  );
}

function scopesOf(scope: string): readonly Scope[] | undefined {
  if (scope === 'optional') return ['optional'];
  return scope === 'excluded' ? ['dev'] : undefined;
}

function pathsOf(fields: Fields): readonly SbomPath[] {
  return listIn(fieldsIn(fields, 'evidence'), 'occurrences').flatMap((occurrence) => {
    const line = occurrence['line'];
    const path = textIn(occurrence, 'location');
    if (path === '') return [];
    return [{ path, ...(typeof line === 'number' && Number.isSafeInteger(line) && { line }) }];
  });
}
