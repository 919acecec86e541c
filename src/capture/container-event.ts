import { bytesOfText, textOfBytes } from '#kit/byte-string.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { isDigest } from '#model/digest.ts';
import type {
  ContainerEngine,
  ContainerMount,
  WorkloadContainer,
  WorkloadImage,
} from '#model/workload.ts';
import type { Call } from './call.ts';

/** Containers are told by events of their own, as JSON; `undefined` for other events and for what cannot be read. */
export function containerOfEvent({ name, args, asked }: Call): WorkloadContainer | undefined {
  const json = name === 'container' ? args['json'] : name === 'asyncevent' && isOfContainer(args);
  const document = typeof json === 'string' ? tryJson(json) : oldForm(name, asked);
  const told = field(document, 'container') ?? document;
  if (!isRecord(told)) return undefined;
  const id = textIn(told, 'full_id') ?? textIn(told, 'id');
  if (id === undefined) return undefined;
  const type = field(told, 'type');
  const engine = (typeof type === 'number' ? engines[type] : undefined) ?? 'unknown';
  return { id, shortId: id.slice(0, 12), engine, ...factsOf(told) };
}

const maxLabels = 1000;

/** By the numbers of the library. */
const engines: readonly (ContainerEngine | undefined)[] = [
  'docker',
  'lxc',
  'libvirt-lxc',
  undefined,
  undefined,
  undefined,
  'containerd',
  'containerd',
  'cri-o',
  'bpm',
  undefined,
  'podman',
];

/** Captures of before told each fact in a parameter. */
function oldForm(name: string, asked: Call['asked']): unknown {
  return name === 'container' && asked.has('id') ? Object.fromEntries(asked) : undefined;
}

function isOfContainer(args: Call['args']): string | false {
  const { name, data } = args;
  const isAbout = name === 'container' || name === 'container_added';
  return isAbout && typeof data === 'string' ? data.replace(/\0+$/, '') : false;
}

function factsOf(told: Readonly<Record<string, unknown>>): Partial<WorkloadContainer> {
  const created = field(told, 'created_time');
  const labels = field(told, 'labels');
  const mounts = field(told, 'Mounts');
  const env = field(told, 'env');
  const address = textIn(told, 'ip');
  const image = imageOf(told);
  return {
    ...pick('name', textIn(told, 'name')),
    ...pick('image', image),
    ...pick('privileged', flagIn(told, 'privileged')),
    ...pick('hostNetwork', flagIn(told, 'host_network')),
    ...pick('hostPid', flagIn(told, 'host_pid')),
    ...pick('user', textIn(told, 'User')),
    ...(typeof created === 'number' && { created: created * 1000 }),
    ...(isRecord(labels) && { labels: textsOf(labels) }),
    ...(Array.isArray(mounts) && { mounts: mounts.slice(0, maxLabels).map(mountOf) }),
    ...(Array.isArray(env) && { env: env.filter((it) => typeof it === 'string').map(bytesOfText) }),
    ...(address !== undefined && address !== '0.0.0.0' && { addresses: [address] }),
  };
}

function imageOf(told: Readonly<Record<string, unknown>>): WorkloadImage | undefined {
  const reference = textIn(told, 'image');
  if (reference === undefined) return undefined;
  const id = `sha256:${(textIn(told, 'imageid') ?? '').replace(/^sha256:/, '')}`;
  const digest = textIn(told, 'imagedigest') ?? '';
  return {
    reference,
    ...pick('repository', textIn(told, 'imagerepo')),
    ...pick('tag', textIn(told, 'imagetag')),
    ...(isDigest(id) && { id }),
    ...(isDigest(digest) && { digest }),
  };
}

function mountOf(mount: unknown): ContainerMount {
  const told = isRecord(mount) ? mount : {};
  return {
    source: textIn(told, 'Source') ?? '',
    destination: textIn(told, 'Destination') ?? '',
    mode: textIn(told, 'Mode') ?? '',
    readWrite: flagIn(told, 'RW') ?? false,
    propagation: textIn(told, 'Propagation') ?? '',
  };
}

function textsOf(labels: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts = Object.create(null) as Record<string, string>;
  for (const [key, value] of Object.entries(labels).slice(0, maxLabels))
    if (typeof value === 'string') texts[bytesOfText(key)] = bytesOfText(value);
  return texts;
}

function field(record: unknown, name: string): unknown {
  return isRecord(record) && Object.hasOwn(record, name) ? record[name] : undefined;
}

function textIn(record: unknown, name: string): string | undefined {
  const value = field(record, name);
  return typeof value === 'string' && value !== '' ? bytesOfText(value) : undefined;
}

function flagIn(record: unknown, name: string): boolean | undefined {
  const value = field(record, name);
  return typeof value === 'boolean' ? value : undefined;
}

function pick<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}

function tryJson(bytes: string): unknown {
  try {
    return parseJson(textOfBytes(bytes), 'a container');
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}
