/** What can be set for the platform. The key stands in the file (`tls.key` as `key` below `tls`); the variable is derived from it. */
export interface Definition {
  readonly key: string;
  readonly kind:
    | 'text'
    | 'count'
    | 'bytes'
    | 'duration'
    | 'switch'
    | 'list'
    | 'secret'
    | 'path'
    | 'url'
    | 'networks';
  readonly usual: string;
  /** One line for people. */
  readonly description: string;
  /** Words that are taken; anything where absent. */
  readonly choices?: readonly string[];
  /** Can be changed in the console, and then counts more than the file. */
  readonly changeable?: true;
}

export const definitions = [
  {
    key: 'store',
    kind: 'text',
    usual: '',
    description: 'postgres://… instead of the embedded database',
  },
  { key: 'bus', kind: 'text', usual: '', description: 'nats://… between several processes' },
  {
    key: 'listen',
    kind: 'text',
    usual: '127.0.0.1:7480',
    description: 'address and port of the console and the API',
  },
  {
    key: 'url',
    kind: 'url',
    usual: '',
    description: 'address that people use, where it is another: https://caisson.example',
  },
  {
    key: 'hosts',
    kind: 'list',
    usual: '',
    description: 'further host names that requests may name',
  },
  {
    key: 'trusted-proxies',
    kind: 'networks',
    usual: '',
    description: 'addresses or networks whose X-Forwarded-For is believed',
  },
  {
    key: 'insecure-http',
    kind: 'switch',
    usual: 'no',
    description: 'plain HTTP on addresses that others can reach',
  },
  {
    key: 'tls.certificate',
    kind: 'path',
    usual: '',
    description: 'PEM file of the certificate chain',
  },
  { key: 'tls.key', kind: 'path', usual: '', description: 'PEM file of the private key' },
  {
    key: 'key-file',
    kind: 'path',
    usual: '',
    description: 'key that secrets in the store are sealed with',
  },
  {
    key: 'oidc.issuer',
    kind: 'url',
    usual: '',
    description: 'OpenID Connect issuer that people sign in at',
  },
  { key: 'oidc.client-id', kind: 'text', usual: '', description: 'client id at that issuer' },
  {
    key: 'oidc.client-secret',
    kind: 'secret',
    usual: '',
    description: 'client secret at that issuer',
  },
  { key: 'oidc.name', kind: 'text', usual: 'single sign-on', description: 'what the button says' },
  {
    key: 'oidc.groups-claim',
    kind: 'text',
    usual: 'groups',
    description: 'claim that holds the groups',
  },
  {
    key: 'oidc.grants',
    kind: 'list',
    usual: '',
    description: 'GROUP=ROLE or GROUP=ROLE@NAMESPACE, one for each grant',
  },
  {
    key: 'discover',
    kind: 'switch',
    usual: 'yes',
    description: 'find images and containers of this machine',
  },
  {
    key: 'watch',
    kind: 'text',
    usual: 'auto',
    choices: ['auto', 'on', 'off'],
    description: 'watch what runs here through the kernel',
  },
  {
    key: 'learn',
    kind: 'switch',
    usual: 'yes',
    description: 'learn what is normal for each workload',
  },
  {
    key: 'host-scan',
    kind: 'switch',
    usual: 'yes',
    description: 'scan this machine itself, on start and daily',
  },
  {
    key: 'node',
    kind: 'text',
    usual: '',
    description: 'name of this machine in lists; its host name where absent',
  },
  {
    key: 'kubeconfigs',
    kind: 'list',
    usual: '',
    description: 'clusters to watch, as kubeconfig files or FILE#CONTEXT',
  },
  {
    key: 'rules',
    kind: 'list',
    usual: '',
    description: 'rule files or folders beside the built-in',
  },
  {
    key: 'respond',
    kind: 'text',
    usual: 'simulate',
    choices: ['off', 'simulate', 'on'],
    description: 'what playbooks may do',
  },
  {
    key: 'scan.parallel',
    kind: 'count',
    usual: '1',
    description: 'images that are scanned at once',
  },
  { key: 'scan.memory', kind: 'bytes', usual: '2GiB', description: 'memory that a scan may take' },
  { key: 'scan.time', kind: 'duration', usual: '15m', description: 'time that a scan may take' },
  {
    key: 'update.every',
    kind: 'duration',
    usual: '0',
    description: 'fetch newer advisories this often; 0: somebody else does',
  },
  {
    key: 'retention.events',
    kind: 'bytes',
    usual: '2GiB',
    description: 'raw events that are kept',
    changeable: true,
  },
  {
    key: 'retention.event-days',
    kind: 'count',
    usual: '7',
    description: 'days that raw events are kept',
    changeable: true,
  },
  {
    key: 'retention.detection-days',
    kind: 'count',
    usual: '90',
    description: 'days that detections are kept',
    changeable: true,
  },
  {
    key: 'retention.incident-days',
    kind: 'count',
    usual: '365',
    description: 'days that closed incidents are kept',
    changeable: true,
  },
  {
    key: 'retention.fixed-days',
    kind: 'count',
    usual: '365',
    description: 'days that fixed findings are kept',
    changeable: true,
  },
  {
    key: 'exceptions.approval',
    kind: 'switch',
    usual: 'yes',
    description: 'an exception needs somebody else to approve it',
    changeable: true,
  },
  {
    key: 'export.directory',
    kind: 'path',
    usual: '',
    description: 'directory that destinations of kind "file" write into',
  },
  {
    key: 'log.format',
    kind: 'text',
    usual: 'auto',
    choices: ['auto', 'text', 'json'],
    description: 'lines for people or for programs',
  },
  {
    key: 'log.level',
    kind: 'text',
    usual: 'info',
    choices: ['debug', 'info', 'warn', 'error'],
    description: 'what is logged',
  },
  {
    key: 'mail.server',
    kind: 'text',
    usual: '',
    description: 'smtp://user@host:587 for scheduled reports',
  },
  { key: 'mail.password', kind: 'secret', usual: '', description: 'password of that mail server' },
  { key: 'mail.from', kind: 'text', usual: '', description: 'sender of mails' },
] as const satisfies readonly Definition[];

export type SettingKey = (typeof definitions)[number]['key'];

/** `retention.event-days` is `CAISSON_RETENTION_EVENT_DAYS`. */
export function variableOf(key: string): string {
  return `CAISSON_${key.replaceAll(/[.-]/gu, '_').toUpperCase()}`;
}
