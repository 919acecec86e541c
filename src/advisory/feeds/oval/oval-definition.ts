import type { CvssVector } from '#model/advisory.ts';
import { parseCvssVector } from '../../cvss.ts';
import { dayOf } from '../../date.ts';
import { sortedSet } from '../../name.ts';
import { cvesIn } from '../vendor-fact.ts';
import { attributeOf, childOf, childrenOf, textIn, type XmlElement } from '../xml/xml-stream.ts';

/** Logic of a definition. `extend_definition` stands as a leaf with its comment only. */
export type OvalNode = OvalGroup | OvalLeaf;

interface OvalGroup {
  readonly kind: 'group';
  readonly isAnd: boolean;
  readonly negated: boolean;
  readonly children: readonly OvalNode[];
}

export interface OvalLeaf {
  readonly kind: 'leaf';
  readonly test: string;
  readonly comment: string;
  readonly negated: boolean;
}

/** A definition without its prose. Texts are as written, empty when absent; days are `YYYY-MM-DD`. */
export interface OvalDefinition {
  readonly id: string;
  /** `patch` or `vulnerability`. */
  readonly class: string;
  readonly title: string;
  readonly platforms: readonly string[];
  readonly references: readonly OvalReference[];
  readonly cves: readonly string[];
  readonly severity: string;
  readonly published?: string;
  readonly modified?: string;
  readonly vectors: readonly CvssVector[];
  /** Azure Linux: `true`, `false` or `Not Applicable`. */
  readonly patchable: string;
  readonly criteria?: OvalNode;
}

interface OvalReference {
  readonly source: string;
  readonly id: string;
  readonly url: string;
}

/** What a `definition` element says. */
export function definitionOf(element: XmlElement): OvalDefinition {
  const metadata = childOf(element, 'metadata');
  const advisory = childOf(metadata, 'advisory');
  const references = childrenOf(metadata, 'reference').map(referenceOf);
  const cves = childrenOf(advisory, 'cve');
  const criteria = childOf(element, 'criteria');
  const published =
    dayIn(advisory, 'issued') ??
    dayOf(textIn(advisory, 'public_date')) ??
    dayOf(textIn(metadata, 'advisory_date'));
  const modified = dayIn(advisory, 'updated');
  return {
    id: attributeOf(element, 'id'),
    class: attributeOf(element, 'class'),
    title: textIn(metadata, 'title').slice(0, 1024),
    platforms: childrenOf(childOf(metadata, 'affected'), 'platform').map(({ text }) => text.trim()),
    references,
    cves: namesOf(references, cves),
    severity: textIn(advisory, 'severity') || textIn(metadata, 'severity'),
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    vectors: cves.length === 1 ? cves.flatMap(vectorsOf) : [],
    patchable: textIn(metadata, 'patchable').toLowerCase(),
    ...(criteria !== undefined && { criteria: nodeOf(criteria) }),
  };
}

function referenceOf({ attributes }: XmlElement): OvalReference {
  const { source = '', ref_id: id = '', ref_url: url = '' } = attributes;
  return { source, id, url };
}

function namesOf(references: readonly OvalReference[], cves: readonly XmlElement[]): string[] {
  const texts = [...references.map(({ id }) => id), ...cves.map(({ text }) => text)];
  return sortedSet(cvesIn(texts.join(' ')));
}

/** Ubuntu writes `cvss_vector`, Red Hat and Oracle `cvss3="7.5/CVSS:3.1/…"`. */
function vectorsOf({ attributes }: XmlElement): readonly CvssVector[] {
  const stated = [attributes['cvss_vector'], attributes['cvss3'], attributes['cvss2']];
  return stated.flatMap((text) => {
    const vector = text?.slice(0, 400).replace(/^\d{1,2}(?:\.\d)?\//, '');
    return vector === undefined ? [] : (parseCvssVector(vector) ?? []);
  });
}

function dayIn(advisory: XmlElement | undefined, name: string): string | undefined {
  return dayOf(attributeOf(childOf(advisory, name), 'date'));
}

/** The depth of the tree is that of the document, which its reader bounds. */
function nodeOf(element: XmlElement): OvalNode {
  const negated = ['true', '1'].includes(attributeOf(element, 'negate'));
  if (element.name !== 'criteria')
    return {
      kind: 'leaf',
      test: attributeOf(element, 'test_ref'),
      comment: attributeOf(element, 'comment').slice(0, 1024),
      negated,
    };
  const children = element.children.filter(({ name }) =>
    ['criteria', 'criterion', 'extend_definition'].includes(name),
  );
  const isAnd = (attributeOf(element, 'operator') || 'AND') === 'AND';
  return { kind: 'group', isAnd, negated, children: children.map(nodeOf) };
}
