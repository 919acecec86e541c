import { isCaissonError } from '#kit/error.ts';
import { type Purl, parsePurl } from '#model/purl.ts';
import type { CsafPlace, CsafProduct } from './csaf.ts';

/** An rpm as a product tree names it. */
export interface RpmComponent {
  readonly name: string;
  /** `[epoch:]version-release`; none for a package as such. */
  readonly version: string | undefined;
  /** `x86_64`, `noarch`, `src`. */
  readonly architecture: string | undefined;
  /** `name:stream`. */
  readonly module: string | undefined;
}

/** A package URL, or `undefined` for what is none. */
export function tryPurl(text: string): Purl | undefined {
  try {
    return parsePurl(text);
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}

/**
 * The rpm that a package URL names (purl-spec, type `rpm`): the epoch is a qualifier, an epoch of 0 is left out. `undefined` for
 * other types and for a module label that names no stream.
 */
export function rpmOfPurl(purl: Purl): RpmComponent | undefined {
  if (purl.type !== 'rpm') return undefined;
  const { epoch = '0', arch, rpmmod } = purl.qualifiers ?? {};
  const module = rpmmod === undefined ? undefined : moduleOfLabel(rpmmod);
  if ((rpmmod !== undefined && module === undefined) || !/^\d{1,9}$/.test(epoch)) return undefined;
  const version = withEpoch(purl.version, Number(epoch));
  return { name: purl.name, version, architecture: arch, module };
}

function withEpoch(version: string | undefined, epoch: number): string | undefined {
  return version === undefined || epoch === 0 ? version : `${epoch}:${version}`;
}

/** `postgresql:15:9040020240812115436:rhel9` is `postgresql:15`. */
function moduleOfLabel(label: string): string | undefined {
  const [name = '', stream = ''] = label.split(':', 2);
  const isLabel = /^[\w.+-]{1,80}$/.test(name) && /^[\w.+-]{1,80}$/.test(stream);
  return isLabel ? `${name}:${stream}` : undefined;
}

/**
 * The module that a component lies in where its own package URL does not say: older documents put a product of type `rpmmod`
 * between (`pkg:rpmmod/redhat/httpd@2.4:8100…`), newer ones end the product id with `::httpd:2.4`.
 */
export function moduleOfPlace({ component, through }: CsafPlace): string | undefined {
  for (const between of through) {
    const module = moduleOfProduct(between);
    if (module !== undefined) return module;
  }
  const at = component.id.lastIndexOf('::');
  return at < 0 ? undefined : moduleOfLabel(component.id.slice(at + 2));
}

function moduleOfProduct({ purl: text }: CsafProduct): string | undefined {
  const purl = text === undefined ? undefined : tryPurl(text);
  if (purl === undefined || purl.type !== 'rpmmod') return undefined;
  return moduleOfLabel(`${purl.name}:${purl.version ?? ''}`);
}

const architectures =
  /\.(x86_64|aarch64|ppc64le|ppc64|ppc|s390x|s390|i[3-6]86|ia64|armv[67]hl|riscv64|noarch|src|nosrc)$/;

/**
 * An rpm by its file name: `curl-8.0.1-150400.5.32.1.x86_64`, with or without architecture, or a bare package name, as SUSE
 * writes product ids. A name may have dashes, version and release have none; a version begins with a digit.
 */
export function rpmOfFileName(text: string, branch: string | undefined): RpmComponent {
  const suffix = architectures.exec(text)?.[1];
  const bare = suffix === undefined ? text : text.slice(0, -suffix.length - 1);
  const architecture = suffix ?? (branch === 'noarch' ? branch : undefined);
  const release = bare.lastIndexOf('-');
  const version = release < 0 ? -1 : bare.lastIndexOf('-', release - 1);
  const hasVersion = version > 0 && /^(?:\d{1,9}:)?\d/.test(bare.slice(version + 1, release));
  if (!hasVersion)
    return { name: text, version: undefined, architecture: undefined, module: undefined };
  return {
    name: bare.slice(0, version),
    version: bare.slice(version + 1).replace(/^0:/, ''),
    architecture,
    module: undefined,
  };
}
