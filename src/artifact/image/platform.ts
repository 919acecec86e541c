import { arch } from 'node:os';
import { CaissonError } from '#kit/error.ts';
import { plural, quote } from '#kit/text.ts';
import type { Platform } from '#model/artifact.ts';
import type { Descriptor } from './descriptor.ts';
import type { ImageIndex } from './manifest.ts';
import { isIndexType, isManifestType } from './media-type.ts';

const architectures: ReadonlyMap<string, Pick<Platform, 'architecture' | 'variant'>> = new Map([
  ['x86_64', { architecture: 'amd64' }],
  ['x86-64', { architecture: 'amd64' }],
  ['x64', { architecture: 'amd64' }],
  ['aarch64', { architecture: 'arm64' }],
  ['arm', { architecture: 'arm', variant: 'v7' }],
  ['armhf', { architecture: 'arm', variant: 'v7' }],
  ['armel', { architecture: 'arm', variant: 'v6' }],
  ['i386', { architecture: '386' }],
  ['i686', { architecture: '386' }],
  ['ia32', { architecture: '386' }],
  ['x86', { architecture: '386' }],
  ['ppc64el', { architecture: 'ppc64le' }],
]);
const impliedVariants: ReadonlyMap<string, string> = new Map([
  ['amd64', 'v1'],
  ['arm64', 'v8'],
]);
/** Names that stand alone by mistake: which architecture? */
const systems: ReadonlySet<string> = new Set(['linux', 'windows', 'darwin', 'freebsd']);
const maxListed = 30;

/** The platform that is meant when none is named: linux on this machine's architecture. */
export function defaultPlatform(): Platform {
  return normalizePlatform({ os: 'linux', architecture: arch() });
}

/** `os/architecture[/variant]`, the form that people write and read. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return `${os}/${architecture}${variant ? `/${variant}` : ''}`;
}

/** Parses `os/architecture[/variant]`; a bare architecture means linux. Throws `usage.invalid-argument`. */
export function parsePlatform(text: string): Platform {
  const parts = text.split('/');
  const isWellFormed = parts.every((part) => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(part));
  if (parts.length > 3 || !isWellFormed || systems.has(text.toLowerCase()))
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is not a platform`, {
      hint: 'write os/architecture or os/architecture/variant, for example linux/arm64',
    });
  const [os = '', architecture = '', variant] = parts.length === 1 ? ['linux', text] : parts;
  return normalizePlatform({ os, architecture, ...(variant && { variant }) });
}

/** One spelling for each platform: `aarch64` is `arm64`, `armhf` is `arm/v7`, `arm64/v8` and `amd64/v1` lose the variant. */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase();
  const written = platform.architecture.toLowerCase();
  const known = architectures.get(written) ?? { architecture: written };
  const variant = withLetter((platform.variant ?? '').toLowerCase()) || known.variant;
  if (variant === undefined || variant === impliedVariants.get(known.architecture))
    return { os, architecture: known.architecture };
  return { os, architecture: known.architecture, variant };
}

/**
 * How well a machine of platform `wanted` runs what is built for `offered`: 0 not at all, higher is nearer. A machine runs
 * older variants of its architecture, never newer ones.
 */
export function platformFit(wanted: Platform, offered: Platform): number {
  const want = normalizePlatform(wanted);
  const offer = normalizePlatform(offered);
  if (want.os !== offer.os || want.architecture !== offer.architecture) return 0;
  if (want.variant === offer.variant) return 1000;
  const [have, need] = [rank(want), rank(offer)];
  return Number.isFinite(have) && need <= have ? 500 - (have - need) : 0;
}

/**
 * The entry of an index that fits `platform`; without one, linux on this machine's architecture, or the only image there
 * is. Attestations and artifacts are not images. An entry that names no platform (a nested index, a single image) is taken
 * when nothing else fits. Throws `input.not-found` with the list of platforms there are.
 */
export function selectPlatform(
  index: ImageIndex,
  platform: Platform | undefined,
  what = 'the index',
): Descriptor {
  const images = index.manifests.filter(isImage);
  const wanted = platform ?? defaultPlatform();
  const fitting = images
    .map((image) => ({ image, fit: image.platform ? platformFit(wanted, image.platform) : 0.5 }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)[0];
  const only = images.length === 1 && platform === undefined ? images[0] : undefined;
  const chosen = fitting?.image ?? only;
  if (chosen !== undefined) return chosen;
  throw notFound(images, wanted, what);
}

function notFound(images: readonly Descriptor[], wanted: Platform, what: string): CaissonError {
  const listed = [...new Set(images.map((image) => formatPlatform(image.platform ?? unknown)))];
  const rest = listed.length > maxListed ? ` and ${listed.length - maxListed} more` : '';
  const there = listed.slice(0, maxListed).map(quote).join(', ');
  const offer = images.length === 0 ? 'it lists no image' : `it has ${there}${rest}`;
  return new CaissonError(
    'input.not-found',
    `${what} has no image for ${quote(formatPlatform(wanted))}: ${offer}`,
    images.length === 0
      ? {}
      : { hint: `choose one of the ${plural(listed.length, 'platform')} with --platform` },
  );
}

const unknown: Platform = { os: 'unknown', architecture: 'unknown' };

/** Whether an entry of an index says something about another entry (BuildKit, attestation storage). */
export function isBesideImage({ annotations }: Descriptor): boolean {
  return annotations['vnd.docker.reference.type'] !== undefined;
}

function isImage(descriptor: Descriptor): boolean {
  if (!isIndexType(descriptor.mediaType) && !isManifestType(descriptor.mediaType)) return false;
  if (isBesideImage(descriptor)) return false;
  return descriptor.platform?.os !== 'unknown' || descriptor.platform.architecture !== 'unknown';
}

function withLetter(variant: string): string {
  return /^[0-9]/.test(variant) ? `v${variant}` : variant;
}

function rank(platform: Platform): number {
  const digits = /^v([0-9]{1,3})/.exec(platform.variant ?? 'v1')?.[1];
  if (digits === undefined) return Number.POSITIVE_INFINITY;
  return platform.architecture === 'arm64' && platform.variant === undefined ? 8 : Number(digits);
}
