import { type Component, type LinkedCode, type Technique, techniques } from '#model/component.ts';
import { isDigest } from '#model/digest.ts';
import { sbomProperty } from '#model/sbom-property.ts';
import { propertiesOf, propertyOf, type SbomPackage } from './document.ts';

type Properties = SbomPackage['properties'];

const maxCpes = 50;
const maxTextChars = 512;

/** How a component was recognised and what became of it: by our own properties where we wrote the entry, else by its fields. */
export function identityFacts(entry: SbomPackage): Partial<Component> {
  const { properties } = entry;
  return propertyOf(properties, sbomProperty.id) === ''
    ? foreignFacts(entry)
    : ownFacts(properties);
}

function foreignFacts({
  cpes = [],
  technique = '',
  confidence = 1,
}: SbomPackage): Partial<Component> {
  const names = cpes.slice(0, maxCpes).filter(isCpe);
  const how = techniqueOf(technique);
  return {
    ...(names.length > 0 && { cpes: names }),
    ...(how !== undefined && { technique: how }),
    ...(confidence >= 0 && confidence < 1 && { confidence }),
  };
}

function ownFacts(properties: Properties): Partial<Component> {
  const cpes = propertiesOf(properties, sbomProperty.cpe).slice(0, maxCpes).filter(isCpe);
  const technique = techniqueOf(propertyOf(properties, sbomProperty.technique));
  const confidence = Number(propertyOf(properties, sbomProperty.confidence) || Number.NaN);
  const linked = linkedCode(properties);
  return {
    ...flag('direct', propertyOf(properties, sbomProperty.direct)),
    ...(cpes.length > 0 && { cpes }),
    ...(technique !== undefined && { technique }),
    ...(confidence >= 0 && confidence <= 1 && { confidence }),
    ...(linked !== undefined && { linked }),
    ...removalFacts(properties),
  };
}

function removalFacts(properties: Properties): Partial<Component> {
  const removedIn = propertyOf(properties, sbomProperty.removedIn);
  const replacedBy = propertyOf(properties, sbomProperty.replacedBy).slice(0, maxTextChars);
  return {
    ...(isDigest(removedIn) && { removedIn }),
    ...(replacedBy !== '' && { replacedBy }),
    ...flag('thirdParty', propertyOf(properties, sbomProperty.thirdParty)),
  };
}

function flag(name: 'direct' | 'thirdParty', text: string): Partial<Component> {
  return text === 'true' || text === 'false' ? { [name]: text === 'true' } : {};
}

function linkedCode(properties: Properties): LinkedCode | undefined {
  const packages = propertiesOf(properties, sbomProperty.linkedPackage);
  const functions = propertyOf(properties, sbomProperty.linkedFunctions);
  if (packages.length === 0 && functions === '') return undefined;
  return { packages, ...(/^[A-Za-z0-9+/]+={0,2}$/.test(functions) && { functions }) };
}

function techniqueOf(text: string): Technique | undefined {
  return techniques.find((technique) => technique === text);
}

function isCpe(text: string): boolean {
  return text.length <= maxTextChars && /^cpe:(?:2\.3:|\/)[aoh*-]/.test(text);
}
