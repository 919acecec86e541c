import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { exceptionsOfCsaf } from './csaf.ts';
import type { Exception } from './exception.ts';
import { CsafVex, CycloneDxVex, OpenVex } from './schema.ts';

/**
 * Reads a VEX document (OpenVEX 0.2, CSAF 2.0 or CycloneDX JSON) and gives an exception for each statement that a product is not
 * affected or already fixed. Statements of other states change nothing. Throws `input.malformed` or `input.unsupported`.
 */
export function parseVex(text: string, name: string): readonly Exception[] {
  const document = parseJson(text, `the VEX document ${quote(name)}`);
  const openVex = OpenVex.safeParse(document);
  if (openVex.success) return fromOpenVex(openVex.data, name);
  const cycloneDx = CycloneDxVex.safeParse(document);
  if (cycloneDx.success) return fromCycloneDx(cycloneDx.data, name);
  const csaf = CsafVex.safeParse(document);
  if (csaf.success) return exceptionsOfCsaf(csaf.data, name);
  throw new CaissonError(
    'input.unsupported',
    `${quote(name)} is no OpenVEX, CSAF or CycloneDX document with vulnerabilities`,
  );
}

function fromOpenVex(document: OpenVex, name: string): readonly Exception[] {
  return document.statements.flatMap((statement, index) => {
    if (statement.status !== 'not_affected' && statement.status !== 'fixed') return [];
    const { vulnerability, products = [] } = statement;
    const ids =
      typeof vulnerability === 'string'
        ? [vulnerability]
        : [vulnerability.name, ...(vulnerability.aliases ?? [])];
    const note = statement.impact_statement;
    return products.map((product) => ({
      ids,
      ...placeOf(product),
      until: [],
      origin: `${name}#${index + 1}`,
      justification: statement.justification ?? statement.status,
      ...(note !== undefined && { note }),
      ...(document.author !== undefined && { owner: document.author }),
    }));
  });
}

type Product = NonNullable<OpenVex['statements'][number]['products']>[number];

/** A product with subcomponents is the artifact; without, it is the component itself or the whole artifact. */
function placeOf(product: Product): Pick<Exception, 'packages' | 'where'> {
  const id = purlOf(product);
  const inner = (product.subcomponents ?? []).flatMap((part) => purlOf(part) ?? []);
  if (inner.length > 0) return { packages: inner, where: id === undefined ? [] : placesOf(id) };
  if (id === undefined) return { packages: [], where: ['\0'] }; // names nothing: covers nothing
  return id.startsWith('pkg:') && !id.startsWith('pkg:oci/')
    ? { packages: [id], where: [] }
    : { packages: [], where: placesOf(id) };
}

function purlOf(part: {
  readonly '@id'?: string | undefined;
  readonly identifiers?: Readonly<Record<string, string>> | undefined;
}): string | undefined {
  return part.identifiers?.['purl'] ?? part['@id'];
}

/** What an image is called: a digest inside a `pkg:oci` purl, or the name itself. */
function placesOf(id: string): readonly string[] {
  const digest = /sha256(?::|%3A)([0-9a-f]{64})/i.exec(id)?.[1];
  return digest === undefined ? [id] : [`sha256:${digest}`, id];
}

const closedStates = new Set([
  'not_affected',
  'false_positive',
  'resolved',
  'resolved_with_pedigree',
]);

function fromCycloneDx(document: CycloneDxVex, name: string): readonly Exception[] {
  const purls = new Map<string, string>();
  for (const component of document.components ?? []) {
    const { 'bom-ref': ref, purl } = component;
    if (ref !== undefined && purl !== undefined) purls.set(ref, purl);
  }
  return document.vulnerabilities.flatMap(({ id, analysis, affects = [] }, index) => {
    if (analysis?.state === undefined || !closedStates.has(analysis.state)) return [];
    const packages = affects.flatMap(({ ref }) => purls.get(ref) ?? purlInside(ref) ?? []);
    if (packages.length === 0) return [];
    return [
      {
        ids: [id],
        packages,
        where: [],
        until: [],
        origin: `${name}#${index + 1}`,
        justification: analysis.justification ?? analysis.state,
        ...(analysis.detail !== undefined && { note: analysis.detail }),
      },
    ];
  });
}

/** A BOM-link (`urn:cdx:…#pkg:npm/x@1`) or a plain purl used as reference. */
function purlInside(ref: string): string | undefined {
  const at = ref.indexOf('pkg:');
  return at === -1 ? undefined : ref.slice(at);
}
