import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { MatchContext } from '#contract/matcher.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import { ecosystemOfSystem, type OperatingSystem } from '#model/os.ts';
import { type Channel, channelsOf } from './channel.ts';
import { type Cpe, tryParseCpe } from './cpe.ts';

/** What all components of one artifact are examined with. */
export interface System {
  readonly index: AdvisoryIndex;
  readonly os?: OperatingSystem;
  /** The ecosystem whose packages the distribution answers for. */
  readonly ecosystem?: Ecosystem;
  /** Where its advisories are filed; empty when the index has none. */
  readonly channels: readonly Channel[];
  /** Red Hat products that the artifact's packages belong to. */
  readonly products: readonly Cpe[];
  readonly repositories: ReadonlySet<string>;
}

/** Reads from the operating system what decides which advisories are about its packages. */
export function systemOf({ index, os }: MatchContext): System {
  const ecosystem = os === undefined ? undefined : ecosystemOfSystem(os);
  return {
    index,
    ...(os !== undefined && { os }),
    ...(ecosystem !== undefined && { ecosystem }),
    channels: os === undefined ? [] : channelsOf(os, index),
    products: os === undefined ? [] : productsOf(os, index),
    repositories: new Set(os?.repositories),
  };
}

const mainProduct = 'enterprise_linux';

/**
 * The products of the repositories that packages came from. Where none of them is known, or only those of a support branch,
 * those of every installation count as well: the base system and the application streams.
 */
function productsOf(os: OperatingSystem, index: AdvisoryIndex): readonly Cpe[] {
  const names = (os.repositories ?? []).flatMap((name) => index.productsOf(withoutRelease(name)));
  const known = [...new Set(names)].sort().flatMap((name) => tryParseCpe(name) ?? []);
  if (known.some(({ product }) => product === mainProduct)) return known;
  return [...known, ...defaultProducts(os)];
}

/** Content sets end in the release of the build, `__8`; only minor releases (`__9_DOT_2`) are products of their own. */
function withoutRelease(repository: string): string {
  return repository.replace(/__\d{1,3}$/, '');
}

/** Up to release 7 editions were products for servers, workstations and so on: then any. */
function defaultProducts({ version }: OperatingSystem): readonly Cpe[] {
  const release = version.split('.', 1)[0] ?? '';
  const main = { vendor: 'redhat', product: mainProduct, version: release };
  if (Number(release) < 8) return [main];
  return ['baseos', 'appstream'].map((edition) => ({ ...main, edition }));
}
