import { childOf, type XmlElement } from '../xml/xml-tree.ts';
import type { Fields } from './fields.ts';

/** Elements that hold a list, with the element of one item. */
const lists: ReadonlyMap<string, string> = new Map([
  ['components', 'component'],
  ['dependencies', 'dependency'],
  ['hashes', 'hash'],
  ['properties', 'property'],
  ['occurrences', 'occurrence'],
]);

/**
 * A CycloneDX XML document in the shape of the JSON format, as far as it is read: attributes and child texts are fields,
 * lists are lists. The depth is bounded by the XML parser.
 */
export function cycloneDxFromXml(root: XmlElement): Fields {
  return fieldsOf(root);
}

function fieldsOf(element: XmlElement): Fields {
  const fields = new Map<string, unknown>(element.attributes);
  for (const child of element.children) fields.set(child.name, valueOf(child));
  if (element.name === 'hash') fields.set('content', element.text);
  if (element.name === 'property' && !fields.has('value')) fields.set('value', element.text);
  if (element.name === 'dependency') fields.set('dependsOn', refsOf(element));
  return Object.fromEntries(fields);
}

function valueOf(element: XmlElement): unknown {
  const item = lists.get(element.name);
  if (item !== undefined) return element.children.filter(({ name }) => name === item).map(fieldsOf);
  if (element.name === 'licenses') return element.children.map(licenseOf);
  if (element.children.length > 0) return fieldsOf(element);
  return element.name === 'line' ? Number(element.text) : element.text;
}

function licenseOf(element: XmlElement): Fields {
  if (element.name === 'expression') return { expression: element.text };
  return { license: { id: childOf(element, 'id')?.text, name: childOf(element, 'name')?.text } };
}

function refsOf(element: XmlElement): readonly string[] {
  return element.children.flatMap((child) => child.attributes.get('ref') ?? []);
}
