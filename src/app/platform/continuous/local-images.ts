import { type EngineApi, engineApi } from '#artifact/engine/api.ts';
import { type EngineSettings, engineSettings } from '#artifact/engine/settings.ts';
import type { Platform } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { addPlaces } from '#estate/asset/record.ts';
import { enterImage, repositoryOfImage } from '#estate/runtime/met-image.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { tagOf } from '#model/image-name.ts';
import { requestScan, scanPriority } from '../wish/scan-wish.ts';
import type { WorkOptions } from './options.ts';

/** An image that an engine keeps. */
interface KeptImage {
  readonly engine: 'docker' | 'podman';
  /** Digest of its configuration. */
  readonly id: string;
  readonly names: readonly string[];
  readonly manifest: string;
}

const maxImages = 5000;
const digestForm = /^sha256:[0-9a-f]{64}$/u;

/** Lists the images of Docker and Podman here; those that are new are scanned when nothing more urgent waits. Answers how many there are. */
export async function takeLocalImages(
  platform: Platform,
  options: WorkOptions,
  signal: AbortSignal,
  settings: EngineSettings = engineSettings(options.program.environment),
): Promise<number> {
  const scope = { ...platform.scope, signal };
  const images: KeptImage[] = [];
  for (const engine of ['docker', 'podman'] as const)
    images.push(...(await imagesOf(engine, settings, scope)));
  const now = scope.clock().getTime();
  for (let at = 0; at < images.length; at += 100)
    await platform.database.transaction(async (tx) => {
      for (const image of images.slice(at, at + 100))
        await takeImage(tx, image, { platform, options, now });
    });
  platform.jobs.wake();
  return images.length;
}

async function imagesOf(
  engine: 'docker' | 'podman',
  settings: EngineSettings,
  scope: Scope,
): Promise<readonly KeptImage[]> {
  try {
    const api: EngineApi = await engineApi(engine, settings);
    const listed = await api.json('/images/json', 'its images', scope);
    if (!Array.isArray(listed)) return [];
    return listed.slice(0, maxImages).flatMap((one: unknown) => imageOf(engine, one));
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    scope.log.debug('an engine tells no images', { engine, reason: error.message });
    return [];
  }
}

function imageOf(engine: KeptImage['engine'], value: unknown): readonly KeptImage[] {
  if (!isRecord(value)) return [];
  const id = String(value['Id']);
  const digest = id.startsWith('sha256:') ? id : `sha256:${id}`;
  if (!digestForm.test(digest)) return [];
  const names = textsOf(value['RepoTags']).filter((name) => !name.includes('<none>'));
  const [byDigest = ''] = textsOf(value['RepoDigests']);
  const manifest = byDigest.slice(byDigest.indexOf('@') + 1);
  return [{ engine, id: digest, names, manifest: digestForm.test(manifest) ? manifest : '' }];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string' && one.length < 500).slice(0, 50)
    : [];
}

async function takeImage(
  tx: SqlWriter,
  { engine, id, names, manifest }: KeptImage,
  given: {
    readonly platform: Platform;
    readonly options: WorkOptions;
    readonly now: number;
  },
): Promise<void> {
  const { platform, options, now } = given;
  const [name] = names;
  const repository = name === undefined ? '' : repositoryOfImage({ reference: name });
  const tag = name === undefined ? '' : tagOf(name);
  const { asset, scanState } = await enterImage(tx, { id, manifest, names, repository, tag }, now);
  await addPlaces(tx, asset, [{ cluster: options.cluster || options.node, repository }]);
  if (scanState !== 'never') return;
  await requestScan(tx, platform.jobs, {
    reference: `${engine}:${id}`,
    target: 'image',
    name: name ?? id,
    asset,
    node: options.node,
    priority: scanPriority.present,
  });
}
