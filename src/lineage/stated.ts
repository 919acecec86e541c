import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { ImageFacts, LayerFacts } from '#model/artifact.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import { fullName, repositoryOf } from '#model/image-name.ts';

/** What an image says itself about its base. */
export interface StatedBase {
  readonly name?: string;
  readonly digest?: Digest;
  /** Where the statement itself tells how many layers are the base's. */
  readonly layers?: number;
  readonly confidence: number;
  readonly reason: string;
}

const baseName = 'org.opencontainers.image.base.name';
const baseDigest = 'org.opencontainers.image.base.digest';
const lifecycle = 'io.buildpacks.lifecycle.metadata';
const maxNameChars = 1024;
const maxLifecycleChars = 4 * 2 ** 20;

/** Annotations of the manifest (OCI image-spec v1.1, annotations): the builder of this very image wrote them. */
export function annotatedBase(image: ImageFacts): StatedBase | undefined {
  const stated = fieldsFrom(image.annotations);
  if (stated === undefined) return undefined;
  return { ...stated, confidence: 0.9, reason: `the manifest has the annotation ${baseName}` };
}

/** Labels of the configuration, which a child inherits from its base unless it writes its own: weaker than annotations. */
export function labelledBase(
  image: ImageFacts,
  layers: readonly LayerFacts[],
): StatedBase | undefined {
  const stated = fieldsFrom(image.labels);
  if (stated !== undefined)
    return { ...stated, confidence: 0.7, reason: `the configuration has the label ${baseName}` };
  return buildpacksBase(image, layers) ?? redHatBase(image);
}

function fieldsFrom(
  texts: Readonly<Record<string, string>>,
): Pick<StatedBase, 'name' | 'digest'> | undefined {
  const name = nameFrom(texts[baseName]);
  const digest = texts[baseDigest] ?? '';
  if (name === undefined && !isDigest(digest)) return undefined;
  return { ...(name !== undefined && { name }), ...withDigest(digest) };
}

function nameFrom(text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '' || text.length > maxNameChars) return undefined;
  // `scratch` is no image.
  return /[\s\p{C}]/u.test(text) || text === 'scratch' ? undefined : fullName(text);
}

/** The run image of Cloud Native Buildpacks (Platform API, `io.buildpacks.lifecycle.metadata`); it names its top layer. */
function buildpacksBase(
  { labels }: ImageFacts,
  layers: readonly LayerFacts[],
): StatedBase | undefined {
  const metadata = recordFrom(labels[lifecycle]) ?? {};
  const { runImage: run } = metadata;
  if (!isRecord(run)) return undefined;
  const reference = nameFrom(run['reference']) ?? '';
  const name = nameFrom(run['image']) ?? stackImage(metadata) ?? reference.split('@', 1)[0];
  const top = layers.findIndex(({ diffId }) => diffId === run['topLayer']) + 1;
  if (!name && top === 0) return undefined;
  return {
    ...(name && { name }),
    ...withDigest(reference.slice(reference.indexOf('@') + 1)),
    ...(top > 0 && { layers: top }),
    confidence: 0.9,
    reason: `the label ${lifecycle} names the run image`,
  };
}

function withDigest(text: string): Pick<StatedBase, 'digest'> {
  return isDigest(text) ? { digest: text } : {};
}

function stackImage({ stack }: Readonly<Record<string, unknown>>): string | undefined {
  const run = isRecord(stack) ? stack['runImage'] : undefined;
  return isRecord(run) ? nameFrom(run['image']) : undefined;
}

/** A label is no file: what cannot be read in it says nothing. */
function recordFrom(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined || text.length > maxLifecycleChars) return undefined;
  try {
    const value = parseJson(text, 'the label');
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof CaissonError) return undefined;
    throw error;
  }
}

/**
 * Red Hat's images describe themselves in labels that children inherit: `name=ubi9`, `version=9.4`, `release=1181`,
 * `com.redhat.component=ubi9-container`. On an image of another name they tell its base.
 */
function redHatBase({ labels, names }: ImageFacts): StatedBase | undefined {
  const { name = '', version = '', release = '' } = labels;
  const isItself = names.some((own) => `/${repositoryOf(own)}`.endsWith(`/${name}`));
  if (!isRedHat(labels) || names.length === 0 || isItself) return undefined;
  const tag = [version, release].filter((part) => /^[\w.-]{1,64}$/.test(part)).join('-');
  return {
    name: `registry.access.redhat.com/${name}${tag === '' ? '' : `:${tag}`}`,
    confidence: 0.5,
    reason: 'labels of a Red Hat image are inherited',
  };
}

function isRedHat({
  name = '',
  vendor = '',
  'com.redhat.component': component = '',
}: ImageFacts['labels']): boolean {
  const isNamed = /^[a-z0-9][a-z0-9._/-]{0,200}$/.test(name);
  return isNamed && component.endsWith('-container') && /^red hat\b/i.test(vendor);
}
