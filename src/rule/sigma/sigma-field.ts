import type { LogSource } from './sigma-document.ts';
import { unsupported } from './unsupported.ts';

/** What a field of Sigma is in ours: one or more that are tried, and how they are compared. */
export interface TargetField {
  /** Fields or transformers; it is enough that one fits. */
  readonly names: readonly string[];
  readonly kind: 'text' | 'number' | 'address' | 'names';
  /** Only the last part of a path is compared when the value has no slash. */
  readonly basename?: boolean;
}

const executed: Readonly<Record<string, TargetField>> = {
  Image: text('proc.exepath'),
  OriginalFileName: text('proc.exepath'),
  ParentImage: text('proc.pexepath'),
  CommandLine: text('proc.exeline'),
  ParentCommandLine: text('proc.pcmdline'),
  CurrentDirectory: text('proc.cwd'),
  User: text('user.name'),
  LogonId: number('user.loginuid'),
  ProcessId: number('proc.pid'),
  ParentProcessId: number('proc.ppid'),
  sha256: text('proc.file.sha256'),
};

const file: Readonly<Record<string, TargetField>> = {
  TargetFilename: { names: ['fd.name', 'fs.path.target', 'fs.path.name'], kind: 'text' },
};

const network: Readonly<Record<string, TargetField>> = {
  DestinationIp: { names: ['fd.sip'], kind: 'address' },
  SourceIp: { names: ['fd.cip'], kind: 'address' },
  DestinationPort: number('fd.sport'),
  SourcePort: number('fd.cport'),
  Protocol: text('fd.l4proto'),
  DestinationHostname: {
    names: ['fd.remote_names', 'tls.sni', 'dns.name', 'http.host'],
    kind: 'names',
  },
};

const dns: Readonly<Record<string, TargetField>> = {
  QueryName: text('dns.name'),
  query: text('dns.name'),
  record_type: text('dns.type'),
};

const audit: Readonly<Record<string, TargetField>> = {
  exe: text('proc.exepath'),
  comm: text('proc.name'),
  cwd: text('proc.cwd'),
  name: { names: ['fd.name', 'fs.path.name', 'fs.path.target', 'fs.path.source'], kind: 'text' },
  uid: number('user.uid'),
  auid: number('user.loginuid'),
  euid: number('user.euid'),
  pid: number('proc.pid'),
  ppid: number('proc.ppid'),
  a0: { names: ['proc.exe'], kind: 'text', basename: true },
};

/** Events of the Kubernetes audit log; members that are not here are found by their path. */
const kubernetes: Readonly<Record<string, TargetField>> = {
  verb: text('ka.verb'),
  stage: text('ka.stage'),
  requestURI: text('ka.uri'),
  userAgent: text('ka.useragent'),
  username: text('ka.user.name'),
  'user.username': text('ka.user.name'),
  apiGroup: text('jevt.value[/objectRef/apiGroup]'),
  namespace: text('ka.target.namespace'),
  'objectRef.name': text('ka.target.name'),
  'objectRef.namespace': text('ka.target.namespace'),
  'objectRef.resource': text('ka.target.resource'),
  'objectRef.subresource': text('ka.target.subresource'),
  'responseStatus.code': text('ka.response.code'),
  'responseStatus.reason': text('ka.response.reason'),
  hostPath: text('ka.req.pod.volumes.hostpath'),
  capabilities: text('ka.req.pod.containers.add_capabilities'),
};

const byCategory: ReadonlyMap<string, Readonly<Record<string, TargetField>>> = new Map([
  ['process_creation', executed],
  ['file_event', { ...executed, ...file }],
  ['network_connection', { ...executed, ...network }],
  ['dns_query', { ...executed, ...dns }],
]);

/** Our field for one of Sigma's. Throws when there is none. */
export function targetField(name: string, source: LogSource): TargetField {
  if (isKubernetesAudit(source)) return kubernetesField(name);
  const argument = /^a([1-9]\d?)$/.exec(name);
  const isAudit = source.service === 'auditd';
  if (isAudit && argument !== null) return text(`proc.args[${Number(argument[1]) - 1}]`);
  const table = isAudit ? audit : (byCategory.get(source.category) ?? {});
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found !== undefined) return found;
  throw unsupported(`there is nothing for the field ${JSON.stringify(name)}`);
}

/** Whether a rule is about the audit log of the Kubernetes API server. */
export function isKubernetesAudit({ product, service }: LogSource): boolean {
  return product === 'kubernetes' && service === 'audit';
}

function kubernetesField(name: string): TargetField {
  const known = Object.hasOwn(kubernetes, name) ? kubernetes[name] : undefined;
  if (known !== undefined) return known;
  if (/^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+){0,15}$/.test(name))
    return text(`jevt.value[/${name.replaceAll('.', '/')}]`);
  throw unsupported(`there is nothing for the field ${JSON.stringify(name)}`);
}

function text(name: string): TargetField {
  return { names: [name], kind: 'text' };
}

function number(name: string): TargetField {
  return { names: [name], kind: 'number' };
}
