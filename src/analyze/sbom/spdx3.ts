import type { License } from '#model/component.ts';
import { licenseOf } from '../language/license.ts';
import type { Property, SbomDocument, SbomEdge, SbomPackage } from './document.ts';
import { type Fields, hashNamed, listIn, textIn, textsIn } from './fields.ts';

const edgeKinds: ReadonlyMap<string, SbomEdge['kind']> = new Map([
  ['dependsOn', 'depends-on'],
  ['contains', 'contains'],
]);

/** Reads the packages, their relationships and declared licences of an SPDX 3.0 document in JSON-LD. */
export function readSpdx3(document: Fields): SbomDocument {
  const graph = listIn(document, '@graph');
  const byType = Map.groupBy(graph, typeOf);
  const relationships = [
    ...(byType.get('Relationship') ?? []),
    ...(byType.get('LifecycleScopedRelationship') ?? []),
  ];
  const licenses = declaredLicenses(graph, relationships);
  const facts = factsOf(byType.get('Annotation') ?? []);
  const suppliers = new Map(graph.map((fields) => [refOf(fields), textIn(fields, 'name')]));
  const packages = (byType.get('software_Package') ?? []).filter(
    (fields) => !['operatingSystem', 'container'].includes(purposeOf(fields)),
  );
  const system = graph.find((fields) => purposeOf(fields) === 'operatingSystem');
  return {
    packages: packages.map((fields) => {
      const supplier = suppliers.get(textIn(fields, 'suppliedBy'));
      return {
        ...packageOf(fields, licenses.get(refOf(fields)) ?? []),
        properties: facts.get(refOf(fields)) ?? [],
        ...(supplier && { supplier }),
      };
    }),
    edges: relationships.flatMap(edgesOf),
    ...(system !== undefined && {
      system: {
        name: textIn(system, 'name'),
        version: textIn(system, 'software_packageVersion'),
        properties: facts.get(refOf(system)) ?? [],
      },
    }),
  };
}

function typeOf(fields: Fields): string {
  return textIn(fields, 'type') || textIn(fields, '@type');
}

function purposeOf(fields: Fields): string {
  return textIn(fields, 'software_primaryPurpose');
}

function refOf(fields: Fields): string {
  return textIn(fields, 'spdxId') || textIn(fields, '@id');
}

function packageOf(fields: Fields, licenses: readonly License[]): SbomPackage {
  const identifier = listIn(fields, 'externalIdentifier').find(
    (one) => textIn(one, 'externalIdentifierType') === 'packageUrl',
  );
  return {
    ref: refOf(fields),
    name: textIn(fields, 'name'),
    group: '',
    version: textIn(fields, 'software_packageVersion'),
    purl: textIn(fields, 'software_packageUrl') || textIn(identifier, 'identifier'),
    properties: [],
    licenses,
    hashes: listIn(fields, 'verifiedUsing').flatMap(
      (hash) => hashNamed(textIn(hash, 'algorithm'), textIn(hash, 'hashValue')) ?? [],
    ),
  };
}

/** Our annotations: a list of pairs in JSON, by the element that they speak of. */
function factsOf(annotations: readonly Fields[]): ReadonlyMap<string, readonly Property[]> {
  return new Map(
    annotations.map((fields) => [textIn(fields, 'subject'), pairsOf(textIn(fields, 'statement'))]),
  );
}

function pairsOf(statement: string): readonly Property[] {
  if (!statement.startsWith('[["caisson:')) return [];
  try {
    const pairs: unknown = JSON.parse(statement);
    return Array.isArray(pairs) ? pairs.flatMap(pairOf) : [];
  } catch {
    return []; // a remark of somebody else that only looks like ours
  }
}

function pairOf(pair: unknown): readonly Property[] {
  if (!Array.isArray(pair)) return [];
  const parts: readonly unknown[] = pair;
  const [name, value] = parts;
  return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [];
}

function edgesOf(relationship: Fields): readonly SbomEdge[] {
  const kind = edgeKinds.get(textIn(relationship, 'relationshipType'));
  if (kind === undefined) return [];
  const from = textIn(relationship, 'from');
  return textsIn(relationship, 'to').map((to) => ({ from, to, kind }));
}

/** An expression; one that is a single own reference becomes the text that it refers to. */
function expressionOf(fields: Fields, texts: ReadonlyMap<string, string>): string {
  const expression = textIn(fields, 'simplelicensing_licenseExpression');
  const entry = listIn(fields, 'simplelicensing_customIdToUri').find(
    (one) => textIn(one, 'key') === expression,
  );
  return texts.get(textIn(entry, 'value')) || expression;
}

function declaredLicenses(
  graph: readonly Fields[],
  relationships: readonly Fields[],
): ReadonlyMap<string, readonly License[]> {
  const texts = new Map(
    graph.map((fields) => [refOf(fields), textIn(fields, 'simplelicensing_licenseText')]),
  );
  const expressions = new Map(graph.map((fields) => [refOf(fields), expressionOf(fields, texts)]));
  const found = new Map<string, readonly License[]>();
  for (const relationship of relationships) {
    if (textIn(relationship, 'relationshipType') !== 'hasDeclaredLicense') continue;
    const texts = textsIn(relationship, 'to').map((to) => expressions.get(to) ?? '');
    found.set(
      textIn(relationship, 'from'),
      texts.flatMap((text) => licenseOf(text) ?? []),
    );
  }
  return found;
}
