import type { ContainerEngine } from '#model/workload.ts';
import { type CgroupPod, podOfCgroup } from './cgroup-pod.ts';

/** A container as the path of its cgroup names it. */
export interface CgroupContainer {
  readonly engine: ContainerEngine;
  /** All of it: 64 hex digits for most engines. */
  readonly id: string;
  readonly pod?: CgroupPod;
}

interface Layout {
  readonly prefix: string;
  readonly suffix: string;
  readonly engine: ContainerEngine;
}

const maxPathLength = 4096;
const hexId = /^[0-9a-fA-F]{64}$/;
const looseNamespace = /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/;
const bpmId = /^[A-Za-z0-9._-]+$/;

const layouts: readonly Layout[] = [
  ...['/libpod-payload-', '/libpod-'].flatMap((prefix) =>
    ['.scope', '.scope/container', ''].map(
      (suffix): Layout => ({ prefix, suffix, engine: 'podman' }),
    ),
  ),
  { prefix: '/docker-', suffix: '.scope', engine: 'docker' },
  { prefix: '/crio-', suffix: '', engine: 'cri-o' },
  { prefix: '/crio-', suffix: '.scope', engine: 'cri-o' },
  { prefix: '/cri-containerd-', suffix: '.scope', engine: 'containerd' },
  { prefix: ':cri-containerd:', suffix: '', engine: 'containerd' },
  { prefix: '/nerdctl-', suffix: '.scope', engine: 'containerd' },
];

/**
 * The container that a cgroup belongs to, by its path alone (without the controller): engine and full id, for the layouts of
 * Docker, Podman, CRI-O, containerd, nerdctl, LXC, libvirt-lxc and bpm under both cgroup drivers. A cgroup that something
 * made inside a container belongs to it. `undefined`: the host.
 *
 * containerd's own layout, `/NAMESPACE/ID`, looks like any two levels of the host: it counts only with `ownMountNamespace`,
 * that is when a process in it has another mount namespace than the host.
 */
export function containerOfCgroup(
  path: string,
  ownMountNamespace = false,
): CgroupContainer | undefined {
  if (!path.startsWith('/') || path.length > maxPathLength) return undefined;
  const found =
    byId(path) ?? byName(path) ?? (ownMountNamespace ? plainContainerd(path) : undefined);
  const pod = found && podOfCgroup(path);
  return found && pod ? { ...found, pod } : found;
}

/** Ids of 64 hex digits: the innermost level that has one. */
function byId(path: string): CgroupContainer | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = atEnd(path.slice(0, end));
    if (found) return found;
  }
  return undefined;
}

function atEnd(path: string): CgroupContainer | undefined {
  for (const { prefix, suffix, engine } of layouts) {
    const id = between(path, prefix, suffix);
    if (id !== undefined && hexId.test(id)) return { engine, id };
  }
  const id = between(path, '/', '');
  if (id === undefined || !hexId.test(id)) return undefined;
  return { engine: podOfCgroup(path) ? 'containerd' : 'docker', id };
}

function between(path: string, prefix: string, suffix: string): string | undefined {
  if (!path.endsWith(suffix)) return undefined;
  const start = path.lastIndexOf(prefix);
  if (start < 0 || start + prefix.length > path.length - suffix.length) return undefined;
  return path.slice(start + prefix.length, path.length - suffix.length);
}

function plainContainerd(path: string): CgroupContainer | undefined {
  const [, namespace = '', id = '', ...rest] = path.split('/');
  const fits = rest.length === 0 && id.length > 0 && id.length <= 64;
  if (!fits || namespace.length > 128 || !looseNamespace.test(namespace)) return undefined;
  return /\.(?:service|slice|scope)$/.test(id) ? undefined : { engine: 'containerd', id };
}

function byName(path: string): CgroupContainer | undefined {
  return lxc(path) ?? libvirt(path) ?? bpm(path);
}

function lxc(path: string): CgroupContainer | undefined {
  for (const prefix of ['/lxc/', '/lxc.payload/', '/lxc.payload.']) {
    const start = path.indexOf(prefix);
    if (start < 0 || path.startsWith('/libvirt/lxc/')) continue;
    const id = path.slice(start + prefix.length).split('/', 1)[0] ?? '';
    if (id !== '') return { engine: 'lxc', id };
  }
  return undefined;
}

function libvirt(path: string): CgroupContainer | undefined {
  const id = libvirtId(path);
  return id ? { engine: 'libvirt-lxc', id } : undefined;
}

function libvirtId(path: string): string | undefined {
  if (path.endsWith('.libvirt-lxc'))
    return path.slice(path.lastIndexOf('/') + 1, -'.libvirt-lxc'.length);
  const marker = '-lxc\\x2';
  const start = path.indexOf(marker);
  const end = ['.scope/libvirt', '.scope'].find((suffix) => path.endsWith(suffix));
  // One more character: the mark is the beginning of `\x2d`.
  if (start >= 0 && end) return path.slice(start + marker.length + 1, -end.length);
  const legacy = '/libvirt/lxc/';
  const at = path.indexOf(legacy);
  return at < 0 ? undefined : path.slice(at + legacy.length).split('/', 1)[0];
}

function bpm(path: string): CgroupContainer | undefined {
  const start = path.indexOf('/bpm-');
  if (start < 0) return undefined;
  const rest = path.slice(start + '/bpm-'.length);
  const end = rest.indexOf('.scope');
  const id = end < 0 ? rest : rest.slice(0, end);
  return bpmId.test(id) ? { engine: 'bpm', id } : undefined;
}
