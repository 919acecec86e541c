import type { FileView } from '#contract/source.ts';
import { basename, dirname } from '#kit/path.ts';
import type { ComponentObservation } from '#model/observation.ts';
import { formatPurl } from '#model/purl.ts';
import { licensesOf } from '../license.ts';
import { type PackageFacts, packageComponent, textOf } from '../package-component.ts';

/** What a model file says about itself; all of it may be missing. */
export interface ModelFacts {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly license?: string | undefined;
  readonly supplier?: string | undefined;
  /** Address of the repository it is from. */
  readonly repository?: string | undefined;
}

/** Names that say nothing about the model. */
const plainNames =
  /^(?:model|pytorch_model|adapter_model|diffusion_pytorch_model|tf_model|consolidated|open_clip_pytorch_model|ggml-model|weights|decoder|encoder|model_quantized)(?:[._-](?:fp16|fp32|bf16|f16|q\d\w*|int8|non_ema))?$/i;

/**
 * A model as a component: of Hugging Face where the repository is known (from its own address, or from the cache it lies in),
 * otherwise `pkg:generic/NAME@VERSION` by the name it states, else by its file.
 */
export function modelComponent(file: FileView, facts: ModelFacts): ComponentObservation {
  const repository = cachedRepository(file.path) ?? repositoryOf(facts.repository);
  const version = textOf(facts.version) ?? '';
  const supplier = textOf(facts.supplier);
  const identity =
    repository === undefined
      ? genericFacts(textOf(facts.name) ?? nameOf(file.path), version)
      : huggingFaceFacts(repository.id, repository.commit ?? version);
  return packageComponent(file, {
    ...identity,
    ...licensesOf([facts.license]),
    ...(supplier !== undefined && { supplier }),
  });
}

/** Facts of a repository of Hugging Face; purl-spec, huggingface: the version is a commit. */
export function huggingFaceFacts(id: string, version: string): PackageFacts {
  const slash = id.indexOf('/');
  const purl = formatPurl({
    type: 'huggingface',
    ...(slash > 0 && { namespace: id.slice(0, slash) }),
    name: id.slice(slash + 1),
    version,
  });
  return { purl, name: id, version, ecosystem: 'huggingface', presence: 'installed' };
}

/** The repository in a path of the cache: `models--ORG--NAME/snapshots/COMMIT/…` (huggingface_hub, "Manage the cache"). */
export function cachedRepository(
  path: string,
): { readonly id: string; readonly commit?: string; readonly home: string } | undefined {
  const match = /^(.*\/models--([\w.-]{1,200}))\/(?:snapshots\/([0-9a-f]{40})\/)?/.exec(
    path.slice(0, 4096),
  );
  const [, home = '', written = '', commit] = match ?? [];
  const id = written.replace('--', '/');
  if (match === null || !/^[\w.-]+(?:\/[\w.-]+)?$/.test(id)) return undefined;
  return { id, home, ...(commit !== undefined && { commit }) };
}

function repositoryOf(address: string | undefined): { id: string; commit?: string } | undefined {
  const id = /^https:\/\/huggingface\.co\/([\w.-]{1,100}\/[\w.-]{1,100})\/?$/.exec(
    address ?? '',
  )?.[1];
  return id === undefined ? undefined : { id };
}

function genericFacts(name: string, version: string): PackageFacts {
  const purl = formatPurl({ type: 'generic', name, version });
  return { purl, name, version, ecosystem: 'generic', presence: 'installed' };
}

/** The file without its ending and shard; the directory where the file has a name that many have. */
function nameOf(path: string): string {
  const name = basename(path)
    .replace(/\.[A-Za-z0-9]{1,20}$/, '')
    .replace(/-\d{5}-of-\d{5}$/, '');
  const directory = textOf(basename(dirname(path)));
  return plainNames.test(name) && directory !== undefined ? directory : (textOf(name) ?? 'model');
}

/** Whether the file is a later part of a model that is split over several. */
export function isLaterShard(path: string): boolean {
  const shard = /-(\d{5})-of-\d{5}\.[^/.]+$/.exec(path)?.[1];
  return shard !== undefined && shard !== '00001';
}
