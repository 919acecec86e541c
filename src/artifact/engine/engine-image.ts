import type { Scope } from '#contract/scope.ts';
import type { Layer, OpenArtifact, Source } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Digest } from '#model/digest.ts';
import type { ArtifactReference } from '#model/reference.ts';
import { imageFacts } from '../image/config.ts';
import { layerSteps } from '../image/history.ts';
import { requirePlatform } from '../image/resolve.ts';
import { type EngineApi, engineApi, pathOf } from './api.ts';
import { ExportedImage } from './exported-image.ts';
import { type EngineImage, parseEngineImage } from './inspect.ts';
import type { EngineSettings } from './settings.ts';
import type { ApiEngine } from './socket.ts';

/**
 * Images that Docker or Podman holds: `docker:NAME`, `podman:NAME`, by name, id or digest, through the engine's socket.
 * Opening asks two questions; the image is exported to a temporary file when a layer is walked that is not known yet.
 */
export function engineSource(engine: ApiEngine, settings: EngineSettings): Source {
  return {
    kind: 'source',
    id: engine,
    revision: 1,
    title: `image in ${engine}`,
    schemes: [`${engine}:`],
    async open(reference, scope) {
      const api = await engineApi(engine, settings);
      const image = await inspectImage(api, reference.locator, scope);
      if (image !== undefined) return await openImage(api, { reference, image }, scope);
      throw new CaissonError(
        'input.not-found',
        `${engine} has no image ${quote(reference.locator)}`,
        { hint: `run "${engine} pull", or scan it in its registry with "registry:"` },
      );
    },
  };
}

/** What an engine knows of an image; `undefined` when it has none of that name. */
export async function inspectImage(
  api: EngineApi,
  name: string,
  scope: Scope,
): Promise<EngineImage | undefined> {
  const what = `the image ${quote(name)}`;
  const path = `/images/${pathOf(name)}`;
  const inspect = await api.json(`${path}/json`, what, scope);
  if (inspect === undefined) return undefined;
  return parseEngineImage(inspect, (await api.json(`${path}/history`, what, scope)) ?? [], what);
}

async function openImage(
  api: EngineApi,
  found: { readonly reference: ArtifactReference; readonly image: EngineImage },
  scope: Scope,
): Promise<OpenArtifact> {
  const { locator, platform } = found.reference;
  const { id, names, config, isConfigId } = found.image;
  const source = `${api.engine}:`;
  const exported = new ExportedImage(api, id, { reference: locator, source, platform, names });
  if (!isConfigId) return await openExported(exported, scope);
  requirePlatform(config, platform, quote(locator));
  const steps = layerSteps(config.history, config.diffIds.length);
  return {
    artifact: { kind: 'image', reference: locator, source, digest: config.id },
    image: imageFacts(config, { names }),
    layers: config.diffIds.map((diffId, at) => lazyLayer(exported, diffId, steps[at])),
    gaps: [],
    [Symbol.asyncDispose]: () => exported[Symbol.asyncDispose](),
  };
}

/** With Docker's containerd image store only the export tells the image id: it is made at once. */
async function openExported(exported: ExportedImage, scope: Scope): Promise<OpenArtifact> {
  try {
    const opened = await exported.open(scope);
    return { ...opened, [Symbol.asyncDispose]: () => exported[Symbol.asyncDispose]() };
  } catch (error) {
    await exported[Symbol.asyncDispose]();
    throw error;
  }
}

function lazyLayer(exported: ExportedImage, diffId: Digest, createdBy: string | undefined): Layer {
  return {
    diffId,
    ...(createdBy && { createdBy }),
    async walk(visitor, scope) {
      const { layers } = await exported.open(scope);
      const layer = layers.find((candidate) => candidate.diffId === diffId);
      if (layer === undefined)
        throw new CaissonError('input.malformed', `the export does not hold the layer ${diffId}`);
      await layer.walk(visitor, scope);
    },
  };
}
