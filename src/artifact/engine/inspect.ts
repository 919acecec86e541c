import { CaissonError } from '#kit/error.ts';
import type { HistoryEntry } from '#model/artifact.ts';
import { isDigest } from '#model/digest.ts';
import { type ImageConfig, parseImageConfig } from '../image/config.ts';
import { fieldsOf, list, member, object, text, texts } from '../image/field.ts';
import { cleanStep } from '../image/history.ts';

/** What an engine tells of an image. */
export interface EngineImage {
  /** The id as the engine writes it, for further questions. */
  readonly id: string;
  readonly names: readonly string[];
  readonly config: ImageConfig;
  /** False when `id` names a manifest or an index (Docker's containerd image store): the configuration must be fetched. */
  readonly isConfigId: boolean;
}

const maxNames = 4096;
const maxLayers = 1024;
/** Instructions that never bring a layer. */
const metadataSteps =
  /^(?:CMD|ENTRYPOINT|ENV|EXPOSE|LABEL|MAINTAINER|USER|VOLUME|STOPSIGNAL|HEALTHCHECK|SHELL|ONBUILD|ARG)\b/;

/** Decodes `GET /images/NAME/json` and `GET /images/NAME/history` (Docker Engine API). Throws `input.malformed`. */
export function parseEngineImage(inspect: unknown, history: unknown, what: string): EngineImage {
  const fields = fieldsOf(inspect, what);
  const id = text(fields, 'Id') ?? '';
  const digest = id.startsWith('sha256:') ? id : `sha256:${id}`;
  if (!isDigest(digest)) throw new CaissonError('input.malformed', `${what} has no id`);
  const layers = texts(object(fields, 'RootFS') ?? { value: {}, what }, 'Layers', maxLayers);
  const document = {
    os: text(fields, 'Os'),
    architecture: text(fields, 'Architecture'),
    variant: text(fields, 'Variant'),
    created: text(fields, 'Created'),
    author: text(fields, 'Author'),
    config: object(fields, 'Config')?.value,
    rootfs: { type: 'layers', diff_ids: layers },
    history: historyOf(history, layers.length, what),
  };
  const config = parseImageConfig(Buffer.from(JSON.stringify(document)), what);
  const names = [
    ...texts(fields, 'RepoTags', maxNames),
    ...texts(fields, 'RepoDigests', maxNames),
  ].filter((name) => !name.includes('<none>'));
  const isConfigId = member(fields, 'Descriptor') === undefined;
  return { id, names, config: { ...config, id: digest }, isConfigId };
}

interface Step extends HistoryEntry {
  readonly size: number;
}

/** The engine lists steps newest first and does not say which brought a layer: their kind and size must tell. */
function historyOf(history: unknown, layers: number, what: string): readonly object[] {
  const fields = { value: { history }, what };
  const steps = list(fields, 'history', 4096)
    .map((entry) => stepOf(entry, `the history of ${what}`))
    .reverse();
  const byKind = steps.map((step) => metadataSteps.test(cleanStep(step.createdBy ?? '')));
  const bySize = steps.map((step) => step.size === 0);
  const empty =
    [byKind, bySize].find((guess) => guess.filter((it) => !it).length === layers) ?? bySize;
  return steps.map((step, at) => ({
    created: step.created,
    created_by: step.createdBy,
    comment: step.comment,
    empty_layer: empty[at] ?? false,
  }));
}

function stepOf(entry: unknown, what: string): Step {
  const fields = fieldsOf(entry, what);
  const size = member(fields, 'Size');
  const seconds = member(fields, 'Created');
  const isTime = typeof seconds === 'number' && Math.abs(seconds) < 1e11;
  const createdBy = text(fields, 'CreatedBy');
  const comment = text(fields, 'Comment');
  return {
    ...(isTime && { created: new Date(seconds * 1000).toISOString() }),
    ...(createdBy && { createdBy }),
    ...(comment && { comment }),
    emptyLayer: false,
    size: typeof size === 'number' ? size : 0,
  };
}

/** What an engine tells of a container (`GET /containers/NAME/json`). */
export interface EngineContainer {
  readonly id: string;
  /** Process id of its first process; absent when it does not run. */
  readonly pid?: number;
  readonly imageId?: string;
}

/** Decodes the answer to a container inspection. Throws `input.malformed`. */
export function parseEngineContainer(inspect: unknown, what: string): EngineContainer {
  const fields = fieldsOf(inspect, what);
  const state = object(fields, 'State') ?? { value: {}, what };
  const pid = member(state, 'Pid');
  const isRunning = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0;
  const imageId = text(fields, 'Image');
  return {
    id: text(fields, 'Id') ?? '',
    ...(isRunning && { pid }),
    ...(imageId && { imageId }),
  };
}
