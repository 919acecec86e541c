import type { AdvisoryQualifiers } from '#model/advisory.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/** Number of each kind in a blob; permanent. A reader that meets another number knows that it does not understand the fact. */
const kinds = { architectures: 1, module: 2, imports: 3, products: 4, flavour: 5 } as const;

/** Packs qualifiers: each a kind and a list of numbers, so that readers can pass over kinds that they do not know. */
export function writeQualifiers(
  qualifiers: AdvisoryQualifiers,
  out: ByteWriter,
  indexOf: (text: string) => number,
): void {
  const { architectures, module, imports, products, flavour } = qualifiers;
  const numbered: (readonly [kind: number, values: readonly number[]])[] = [];
  if (architectures !== undefined) numbered.push([kinds.architectures, architectures.map(indexOf)]);
  if (module !== undefined) numbered.push([kinds.module, [indexOf(module)]]);
  if (imports !== undefined)
    numbered.push([
      kinds.imports,
      imports.flatMap(({ path, symbols }) => [
        indexOf(path),
        symbols.length,
        ...symbols.map(indexOf),
      ]),
    ]);
  if (products !== undefined) numbered.push([kinds.products, products.map(indexOf)]);
  if (flavour !== undefined) numbered.push([kinds.flavour, [indexOf(flavour)]]);
  out.list(numbered, ([kind, values]) => {
    out.varint(kind);
    out.list(values, (value) => out.varint(value));
  });
}

/** Reads what `writeQualifiers` wrote; `isComplete` is false when there was a kind that this program does not know. */
export function readQualifiers(
  input: ByteReader,
  textAt: (index: number) => string,
): { readonly qualifiers: AdvisoryQualifiers; readonly isComplete: boolean } {
  const found: { -readonly [Key in keyof AdvisoryQualifiers]: AdvisoryQualifiers[Key] } = {};
  let isComplete = true;
  for (const [kind, values] of input.list(readKind)) {
    if (kind === kinds.architectures) found.architectures = values.map(textAt);
    else if (kind === kinds.module) found.module = textAt(values[0] ?? -1);
    else if (kind === kinds.imports) found.imports = readImports(values, textAt);
    else if (kind === kinds.products) found.products = values.map(textAt);
    else if (kind === kinds.flavour) found.flavour = textAt(values[0] ?? -1);
    else isComplete = false;
  }
  return { qualifiers: found, isComplete };
}

function readKind(input: ByteReader): readonly [kind: number, values: readonly number[]] {
  return [input.varint(), input.list((inner) => inner.varint())];
}

function readImports(
  values: readonly number[],
  textAt: (index: number) => string,
): NonNullable<AdvisoryQualifiers['imports']> {
  const imports: { readonly path: string; readonly symbols: readonly string[] }[] = [];
  let at = 0;
  while (at < values.length) {
    const end = at + 2 + (values[at + 1] ?? 0);
    imports.push({
      path: textAt(values[at] ?? -1),
      symbols: values.slice(at + 2, end).map(textAt),
    });
    at = end;
  }
  return imports;
}
