import { type Digest, parseDigest } from '#model/digest.ts';
import {
  type ContainerMount,
  containerEngines,
  type PodReference,
  type WorkloadContainer,
  type WorkloadImage,
} from '#model/workload.ts';
import { given } from './given.ts';
import {
  bytesField,
  bytesListField,
  countField,
  flagField,
  listOf,
  Members,
  malformed,
  numberField,
  oneOf,
  type Place,
} from './json-field.ts';

const containerNames = new Set(
  'id shortId engine name image privileged hostNetwork hostPid user labels env mounts addresses created pod capabilities readOnlyRoot seccomp appArmor rootPid probes partial'.split(
    ' ',
  ),
);
const imageNames = new Set(['reference', 'repository', 'tag', 'id', 'digest']);
const mountNames = new Set('source destination mode readWrite propagation'.split(' '));
const podNames = new Set('name namespace uid labels container owner serviceAccount'.split(' '));

/** A container of an event: only `id` must be there; an image may be its reference alone. */
export function containerFromJson(value: unknown, place: Place): WorkloadContainer {
  const from = new Members(value, place, containerNames);
  const id = from.required('id', bytesField);
  return {
    id,
    shortId: from.optional('shortId', bytesField) ?? id.slice(0, 12),
    engine: from.or('engine', oneOf(containerEngines), 'unknown'),
    ...given({
      name: from.optional('name', bytesField),
      image: from.optional('image', imageFromJson),
      privileged: from.optional('privileged', flagField),
      hostNetwork: from.optional('hostNetwork', flagField),
      hostPid: from.optional('hostPid', flagField),
      user: from.optional('user', bytesField),
      labels: from.optional('labels', labelsFromJson),
      env: from.optional('env', bytesListField),
      mounts: from.optional('mounts', listOf(mountFromJson, 4096)),
      addresses: from.optional('addresses', bytesListField),
      created: from.optional('created', numberField),
      pod: from.optional('pod', podFromJson),
      capabilities: from.optional('capabilities', bytesListField),
      readOnlyRoot: from.optional('readOnlyRoot', flagField),
      seccomp: from.optional('seccomp', bytesField),
      appArmor: from.optional('appArmor', bytesField),
      rootPid: from.optional('rootPid', countField),
      probes: from.optional('probes', listOf(bytesListField, 64)),
      partial: from.optional('partial', flagField),
    }),
  };
}

function imageFromJson(value: unknown, place: Place): WorkloadImage {
  if (typeof value === 'string') return imageOfReference(bytesField(value, place));
  const from = new Members(value, place, imageNames);
  return {
    reference: from.required('reference', bytesField),
    ...given({
      repository: from.optional('repository', bytesField),
      tag: from.optional('tag', bytesField),
      id: from.optional('id', digestFromJson),
      digest: from.optional('digest', digestFromJson),
    }),
  };
}

/** `nginx:1.27` as its parts. A colon before the last slash is a port. */
function imageOfReference(reference: string): WorkloadImage {
  const name = reference.split('@', 1)[0] ?? reference;
  const colon = name.lastIndexOf(':');
  if (colon <= name.lastIndexOf('/')) return { reference, repository: name };
  return { reference, repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

function mountFromJson(value: unknown, place: Place): ContainerMount {
  const from = new Members(value, place, mountNames);
  return {
    source: from.or('source', bytesField, ''),
    destination: from.required('destination', bytesField),
    mode: from.or('mode', bytesField, ''),
    readWrite: from.or('readWrite', flagField, true),
    propagation: from.or('propagation', bytesField, ''),
  };
}

function podFromJson(value: unknown, place: Place): PodReference {
  const from = new Members(value, place, podNames);
  return {
    name: from.required('name', bytesField),
    namespace: from.or('namespace', bytesField, 'default'),
    ...given({
      uid: from.optional('uid', bytesField),
      labels: from.optional('labels', labelsFromJson),
      container: from.optional('container', bytesField),
      owner: from.optional('owner', bytesField),
      serviceAccount: from.optional('serviceAccount', bytesField),
    }),
  };
}

function labelsFromJson(value: unknown, place: Place): Readonly<Record<string, string>> {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const from = new Members(value, place, new Set(names));
  const labels: [string, string][] = names.map((name) => [
    bytesField(name, place),
    from.required(name, bytesField),
  ]);
  return Object.fromEntries(labels);
}

function digestFromJson(value: unknown, place: Place): Digest {
  const text = bytesField(value, place);
  try {
    return parseDigest(text);
  } catch {
    throw malformed(place, 'must be a digest such as sha256: and 64 hex digits');
  }
}
