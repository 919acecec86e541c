import { basename } from 'node:path';
import { parse } from 'yaml';
import { type Check } from '#contract/check.ts';
import { isRecord } from '#kit/json.ts';
import { readManifests } from '#kube/read-manifests.ts';
import type { Fault } from '#model/fault.ts';
import { type DescribedFile, describedFiles } from '#posture/node/files.ts';
import { createNodeInspection } from '#posture/node/inspection.ts';
import { nodeFaultsOfObject } from '#posture/node/object-faults.ts';
import type { NodeSubject } from '#posture/node/subject.ts';

/** Where an example of the family `node` would lie on a node, by the end of its name. */
const places: Readonly<Record<string, string>> = {
  '.apiserver.yaml': '/etc/kubernetes/manifests/kube-apiserver.yaml',
  '.controller-manager.yaml': '/etc/kubernetes/manifests/kube-controller-manager.yaml',
  '.scheduler.yaml': '/etc/kubernetes/manifests/kube-scheduler.yaml',
  '.etcd.yaml': '/etc/kubernetes/manifests/etcd.yaml',
  '.kubelet.yaml': '/var/lib/kubelet/config.yaml',
};

/** Objects that no usual path is known of, or that are no files of a node. */
const objects = [
  '.audit.yaml',
  '.encryption.yaml',
  '.authentication.yaml',
  '.authorization.yaml',
  '.kube-proxy.yaml',
  '.kubeadm.yaml',
];

/** Later than the certificates of bad examples, earlier than those of good ones. */
const now = new Date('2030-01-01T00:00:00Z');

/** The place of an example; `undefined` of other files. */
export function nodePlaceOf(example: string): string | undefined {
  if (example.endsWith('.node.yaml')) return '/';
  if (objects.some((end) => example.endsWith(end))) return `/${basename(example)}`;
  return Object.entries(places).find(([end]) => example.endsWith(end))?.[1];
}

/** What checks find in an example. Faults of a described node stand at the line of the file that they are about. */
export function nodeFaults(
  checks: readonly Check<NodeSubject>[],
  place: string,
  bytes: Uint8Array,
): readonly Fault[] {
  if (objects.some((end) => place.endsWith(end)))
    return readManifests(place, bytes).objects.flatMap((object) =>
      nodeFaultsOfObject(object, checks),
    );
  const inspection = createNodeInspection(checks, () => true);
  if (place !== '/') {
    const files = describedFiles(new Map([[place, { content: bytes }]]));
    return inspection.inspectFiles(files, { now }).faults;
  }
  const text = Buffer.from(bytes).toString('utf8');
  const lines = text.split('\n');
  const { faults } = inspection.inspectFiles(describedFiles(describedIn(text)), { now });
  return faults.map((fault) => {
    const [first, ...others] = fault.locations;
    const line =
      lines.findIndex(
        (one) => one.startsWith(`${first.path}:`) || one.startsWith(`${first.path}/:`),
      ) + 1;
    return { ...fault, locations: [{ ...first, line }, ...others] };
  });
}

/** `path: {mode: '0644', owner: '0:0', content: text}` for each file of a node; a path that ends in `/` is a directory. */
function describedIn(text: string): ReadonlyMap<string, DescribedFile> {
  const value: unknown = parse(text);
  if (!isRecord(value)) throw new Error('the example is no map of files');
  return new Map(Object.entries(value).map(([path, file]) => [path, describedFile(file)]));
}

function describedFile(value: unknown): DescribedFile {
  const { mode = '0600', owner = '0:0', content = '' } = isRecord(value) ? value : {};
  const [uid = 0, gid = 0] = String(owner).split(':').map(Number);
  return {
    mode: Number.parseInt(String(mode), 8),
    uid,
    gid,
    content: Buffer.from(String(content)),
  };
}
