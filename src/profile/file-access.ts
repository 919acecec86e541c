import { dirname } from '#kit/path.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { Sighting } from './sighting.ts';
import { exampleText, pathTemplate } from './template.ts';

/** Bits of open(2) as the kernel has them. */
const accessMode = 0o3;
const create = 0o100;
const truncate = 0o1000;
/** Places that hold no state: pipes to oneself, terminals, one's own process. */
const stateless =
  /^(?:\/dev\/(?:null|zero|full|u?random|tty|std(?:in|out|err)|ptmx|console)$|\/dev\/(?:pts|fd)\/|\/proc\/(?:self|thread-self|[0-9]+\/(?:fd|task))\/|pipe:|anon_inode:|socket:|memfd:)/;
/** Reading these is a behaviour of its own: credentials, keys, tokens, other processes' memory, the kernel's. */
const sensitive: readonly (readonly [string, RegExp])[] = [
  [
    'account',
    /^\/etc\/(?:shadow|gshadow|sudoers|master\.passwd|security\/opasswd)(?:-|~|$|\/)|^\/etc\/sudoers\.d\//,
  ],
  [
    'key',
    /\/(?:id_(?:rsa|dsa|ecdsa|ed25519)|ssh_host_[a-z0-9]+_key|[^/]*\.(?:key|p12|pfx|jks|keystore|kdbx|ppk))$|\/(?:private|pki)\/[^/]+\.pem$|^\/root\/\.ssh\/|\/\.ssh\/(?!known_hosts|config$)|\/\.gnupg\//,
  ],
  ['token', /^\/(?:var\/)?run\/secrets\/|\/serviceaccount\/[^/]*(?:\/)?token$|\/\.vault-token$/],
  [
    'credential',
    /\/\.(?:aws\/credentials|azure\/|config\/gcloud\/|kube\/config|docker\/config\.json|netrc|pgpass|my\.cnf|git-credentials|npmrc|pypirc)|\/(?:kubelet\.conf|kubeconfig|admin\.conf)$/,
  ],
  [
    'process',
    /^\/proc\/[0-9]+\/(?:environ|mem|maps|root|cwd|auxv|stack|syscall|pagemap|smaps)(?:\/|$)/,
  ],
  [
    'kernel',
    /^\/proc\/(?:kcore|kmem|kallsyms|keys|sysrq-trigger|sched_debug)$|^\/dev\/(?:k?mem|port|[hsv]d[a-z]|nvme|xvd)|^\/sys\/(?:kernel\/debug|kernel\/tracing|firmware|fs\/bpf)\//,
  ],
  ['control', /\/(?:docker|containerd|crio|podman)\.sock$/],
];

/** The path of a file that was opened for writing. */
export function writeRaw(event: RuntimeEvent): string | undefined {
  return isWrite(event) ? openedPath(event) : undefined;
}

/** The path of a file that was opened for reading. */
export function readRaw(event: RuntimeEvent): string | undefined {
  return isWrite(event) ? undefined : openedPath(event);
}

/** The path that a call changed without opening it. */
export function writtenPathRaw(event: RuntimeEvent): string | undefined {
  if (failed(event)) return undefined;
  const { args } = event;
  return (
    canonical(event) ??
    absolute(event, args['path'] ?? args['name'] ?? args['filename'] ?? args['pathname'])
  );
}

/** The new name that a call gave. */
export function renamedRaw(event: RuntimeEvent): string | undefined {
  if (failed(event)) return undefined;
  return canonical(event) ?? absolute(event, event.args['newpath'] ?? event.args['linkpath']);
}

/** The directory that is written: files in it are its examples. All of a mounted volume is one place. */
export function writeKey(event: RuntimeEvent, named: string): Sighting | undefined {
  const path = named.endsWith('/') ? named.slice(0, -1) : named;
  if (path === '' || !path.startsWith('/') || stateless.test(path)) return undefined;
  const mount = writableMount(path, event.process.container);
  const directory = mount === undefined ? pathTemplate(dirname(path)) : `${pathTemplate(mount)}/**`;
  return { key: directory === '//**' ? '/**' : directory, example: exampleText(path) };
}

/** `token /run/secrets/kubernetes.io/serviceaccount/token`; undefined for what anyone may read. */
export function readKey(event: RuntimeEvent, path: string): Sighting | undefined {
  if (path.startsWith(`/proc/${event.process.pid}/`)) return undefined;
  if (path.startsWith(`/proc/${event.process.virtualPid ?? event.process.pid}/`)) return undefined;
  const found = sensitive.find(([, pattern]) => pattern.test(path.slice(0, 4096)));
  if (found === undefined) return undefined;
  return { key: `${found[0]} ${pathTemplate(path)}`, example: exampleText(path) };
}

function isWrite({ type, args }: RuntimeEvent): boolean {
  if (type === 'creat') return true;
  const flags = args['flags'];
  return (
    typeof flags === 'number' && ((flags & accessMode) !== 0 || (flags & (create | truncate)) !== 0)
  );
}

function openedPath(event: RuntimeEvent): string | undefined {
  if (failed(event) || event.fd?.kind === 'directory') return undefined;
  return event.fd?.name ?? absolute(event, event.args['name']);
}

function failed({ result, args }: RuntimeEvent): boolean {
  const value = result ?? args['fd'] ?? args['res'];
  return typeof value === 'number' && value < 0;
}

/** The name that the kernel found, where the source of events tells it: the working directory may be known too late. */
function canonical({ fd }: RuntimeEvent): string | undefined {
  return fd?.name.startsWith('/') === true ? fd.name : undefined;
}

function absolute({ process }: RuntimeEvent, path: unknown): string | undefined {
  if (typeof path !== 'string' || path === '') return undefined;
  return path.startsWith('/')
    ? path
    : `${process.cwd.endsWith('/') ? process.cwd : `${process.cwd}/`}${path}`;
}

function writableMount(path: string, container: WorkloadContainer | undefined): string | undefined {
  const places = container?.mounts?.filter(({ readWrite }) => readWrite) ?? [];
  return places.find(
    ({ destination }) => destination.length > 1 && path.startsWith(`${destination}/`),
  )?.destination;
}
