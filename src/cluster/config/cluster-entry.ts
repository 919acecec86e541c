import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, objectsOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { TlsSettings } from './connection.ts';
import { flagField, textField } from './field.ts';
import { besideFile, type Environment, readText } from './files.ts';
import type { Entry } from './kubeconfig.ts';
import { decodePem, parseProxy, parseServer, proxyFromEnvironment } from './url.ts';

/** What a `cluster` of a kubeconfig says. */
export interface ClusterEntry {
  readonly server: string;
  readonly tls: TlsSettings;
  readonly proxy: URL | undefined;
  /** `cluster` of an ExecCredential, for plug-ins that want it. */
  readonly info: Readonly<Record<string, unknown>>;
}

/** Throws `usage.invalid-config` without a usable server, `input.malformed`, `input.not-found`, `host.io`. */
export function readCluster({ file, body }: Entry, environment: Environment): ClusterEntry {
  const server = parseServer(textField(body, 'server'));
  const proxyUrl = textField(body, 'proxy-url');
  const authority = authorityOf(file, body);
  const insecure = flagField(body, 'insecure-skip-tls-verify');
  const serverName = textField(body, 'tls-server-name');
  return {
    server,
    tls: { authority, serverName, insecure },
    proxy:
      proxyUrl === undefined ? proxyFromEnvironment(server, environment) : parseProxy(proxyUrl),
    info: {
      server,
      ...(serverName !== undefined && { 'tls-server-name': serverName }),
      ...(insecure && { 'insecure-skip-tls-verify': true }),
      ...(authority !== undefined && {
        'certificate-authority-data': Buffer.from(authority).toString('base64'),
      }),
      ...(proxyUrl !== undefined && { 'proxy-url': proxyUrl }),
      ...pluginConfig(body),
    },
  };
}

function authorityOf(file: string, body: Json): string | undefined {
  const data = textField(body, 'certificate-authority-data');
  if (data !== undefined) return decodePem(data, 'certificate-authority-data');
  const path = textField(body, 'certificate-authority');
  if (path === undefined) return undefined;
  const text = readText(besideFile(file, path));
  if (!text.includes('-----BEGIN'))
    throw new CaissonError('input.malformed', `${quote(path)} holds no PEM certificate`);
  return text;
}

/** What the cluster keeps for plug-ins, in its extensions. */
function pluginConfig(body: Json): Readonly<Record<string, unknown>> {
  const found = objectsOf(fieldOf(body, 'extensions')).find(
    ([, one]) => fieldOf(one, 'name') === 'client.authentication.k8s.io/exec',
  );
  const config = found === undefined ? undefined : fieldOf(found[1], 'extension');
  return config === undefined ? {} : { config };
}
