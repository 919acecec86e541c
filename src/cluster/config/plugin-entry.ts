import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, objectsOf } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Plugin } from './connection.ts';
import { flagField, textField, textsField } from './field.ts';
import { besideFile } from './files.ts';

const group = 'client.authentication.k8s.io';
const known: ReadonlySet<string> = new Set([`${group}/v1`, `${group}/v1beta1`]);
const modes: ReadonlySet<string> = new Set(['Never', 'IfAvailable', 'Always']);

/** `exec` of a user (client.authentication.k8s.io). Throws `input.malformed`, `input.unsupported`. */
export function readPlugin(
  file: string,
  body: JsonObject,
  info: Readonly<Record<string, unknown>>,
): Plugin {
  const apiVersion = textField(body, 'apiVersion') ?? '';
  if (!known.has(apiVersion))
    throw new CaissonError(
      'input.unsupported',
      `the credential plug-in of the kubeconfig speaks ${quote(apiVersion)}`,
      { hint: `versions that can be used: ${[...known].join(', ')}` },
    );
  const command = textField(body, 'command');
  if (command === undefined)
    throw new CaissonError(
      'input.malformed',
      'the credential plug-in of the kubeconfig has no command',
    );
  const mode = textField(body, 'interactiveMode') ?? 'IfAvailable';
  if (!modes.has(mode))
    throw new CaissonError('input.malformed', `interactiveMode ${quote(mode)} is unknown`);
  return {
    apiVersion,
    // As for a shell, a name without a slash is looked for on the PATH.
    command: /[\\/]/.test(command) ? besideFile(file, command) : command,
    args: textsField(body, 'args'),
    variables: objectsOf(fieldOf(body, 'env')).map(([, entry]) => [
      textField(entry, 'name') ?? '',
      textField(entry, 'value') ?? '',
    ]),
    installHint: textField(body, 'installHint') ?? '',
    wantsTerminal: mode === 'Always',
    ...(flagField(body, 'provideClusterInfo') && { cluster: info }),
  };
}
