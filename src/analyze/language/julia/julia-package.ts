import { formatPurl } from '#model/purl.ts';
import { type PackageFacts, textOf } from '../package-component.ts';

/** What identifies a package of Julia: names may repeat, the UUID decides. */
export interface JuliaPackage {
  readonly name: string;
  readonly uuid: string;
  /** Empty for standard libraries of Julia before 1.6, which have Julia's version. */
  readonly version: string;
}

/** The facts of a package; purl-spec, julia: `pkg:julia/NAME@VERSION?uuid=UUID`. */
export function juliaFacts(
  { name, uuid, version }: JuliaPackage,
  presence: PackageFacts['presence'],
): PackageFacts {
  const purl = formatPurl({ type: 'julia', name, version, qualifiers: { uuid } });
  return { purl, name, version, ecosystem: 'julia', presence };
}

/** The UUID in its canonical spelling; `undefined` for other text. */
export function uuidOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
    ? text.toLowerCase()
    : undefined;
}
