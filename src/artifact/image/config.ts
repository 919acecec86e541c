import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { parseJson } from '#kit/json.ts';
import type { HistoryEntry, ImageFacts, Platform } from '#model/artifact.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import {
  type Fields,
  fieldsOf,
  keys,
  list,
  member,
  object,
  text,
  textMap,
  texts,
} from './field.ts';
import { decode } from './manifest.ts';

/** What an image configuration states (OCI image-spec v1.1, config); `id` is the digest of its bytes. */
export interface ImageConfig
  extends Omit<ImageFacts, 'names' | 'manifestDigest' | 'indexDigest' | 'annotations'> {
  /** sha256 of each uncompressed layer, lowest first. */
  readonly diffIds: readonly Digest[];
}

/** What the configuration does not know of its image. */
export type ImageNames = Pick<ImageFacts, 'names' | 'manifestDigest' | 'indexDigest'> &
  Partial<Pick<ImageFacts, 'annotations'>>;

const maxLayers = 1024;
const maxHistory = 4096;
const maxItems = 65_536;

/** Parses an image configuration; `what` names it in messages. Throws `input.malformed`, `input.unsupported`, `limit.*`. */
export function parseImageConfig(bytes: Uint8Array, what: string): ImageConfig {
  const fields = fieldsOf(parseJson(decode(bytes, what), what), what);
  return {
    id: parseDigest(`sha256:${sha256Hex(bytes)}`),
    platform: platformFrom(fields),
    diffIds: diffIdsFrom(fields),
    history: historyFrom(fields),
    ...optional('created', text(fields, 'created')),
    ...optional('author', text(fields, 'author')),
    ...processFrom(object(fields, 'config') ?? { value: {}, what }),
  };
}

/** The facts of an image: its configuration and what its source knows of its names. */
export function imageFacts(config: ImageConfig, known: ImageNames): ImageFacts {
  const { diffIds: _, ...facts } = config;
  return { annotations: {}, ...facts, ...known };
}

type Process = Pick<
  ImageFacts,
  | 'env'
  | 'entrypoint'
  | 'command'
  | 'exposedPorts'
  | 'volumes'
  | 'labels'
  | 'healthcheck'
  | 'onBuild'
  | 'shell'
>;

function processFrom(
  fields: Fields,
): Process & { readonly user?: string; readonly workingDirectory?: string } {
  return {
    ...optional('user', text(fields, 'User')),
    env: texts(fields, 'Env', maxItems),
    entrypoint: texts(fields, 'Entrypoint', maxItems),
    command: texts(fields, 'Cmd', maxItems),
    ...optional('workingDirectory', text(fields, 'WorkingDir')),
    exposedPorts: keys(fields, 'ExposedPorts'),
    volumes: keys(fields, 'Volumes'),
    ...optionalTexts('healthcheck', object(fields, 'Healthcheck'), 'Test'),
    ...optionalTexts('onBuild', fields, 'OnBuild'),
    ...optionalTexts('shell', fields, 'Shell'),
    labels: textMap(fields, 'Labels'),
  };
}

function platformFrom(fields: Fields): Platform {
  const variant = text(fields, 'variant');
  return {
    os: text(fields, 'os') || 'linux',
    architecture: text(fields, 'architecture') ?? '',
    ...(variant && { variant }),
  };
}

function diffIdsFrom(fields: Fields): readonly Digest[] {
  const rootfs = object(fields, 'rootfs');
  if (rootfs === undefined)
    throw new CaissonError(
      'input.unsupported',
      `${fields.what} has no "rootfs": it does not describe a container image`,
    );
  return texts(rootfs, 'diff_ids', maxLayers).map(parseDigest);
}

function historyFrom(fields: Fields): readonly HistoryEntry[] {
  return list(fields, 'history', maxHistory).map((value, at) => {
    const entry = fieldsOf(value, `history entry ${at + 1} of ${fields.what}`);
    return {
      ...optional('created', text(entry, 'created')),
      ...optional('createdBy', text(entry, 'created_by')),
      ...optional('comment', text(entry, 'comment')),
      ...optional('author', text(entry, 'author')),
      emptyLayer: member(entry, 'empty_layer') === true,
    };
  });
}

function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [key in Name]?: string } {
  // The one place where a computed key meets a mapped type: the compiler cannot see that the name is `Name`.
  return value ? ({ [name]: value } as { readonly [key in Name]: string }) : {};
}

/** As `optional`, for lists: an absent or empty one is left out. */
function optionalTexts<Name extends string>(
  name: Name,
  fields: Fields | undefined,
  member: string,
): { readonly [key in Name]?: readonly string[] } {
  const found = fields === undefined ? [] : texts(fields, member, maxItems);
  return found.length === 0 ? {} : ({ [name]: found } as { readonly [key in Name]: typeof found });
}
