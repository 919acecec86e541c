import type { Container } from '#kube/pods.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type Argument, argumentsOf } from './environment.ts';
import { isLiteralSecret, isSecretName, looksSecret } from './secret-names.ts';

/** A word of a command line that holds a secret. */
export interface SecretArgument {
  readonly steps: FieldPath;
  /** The option that names it; absent where its form gives it away. */
  readonly option?: string;
}

const assignment = /^--?([A-Za-z][\w.-]{2,60})(?:=([\s\S]{1,4000}))?$/;

/** Secrets in the command line of a container: by the option before them, or by their form. */
export function secretArguments(container: Container): readonly SecretArgument[] {
  const words = argumentsOf(container);
  return words.flatMap(({ text, steps }, at) => {
    const option = namedSecret(text, words[at + 1]);
    if (option !== undefined) return [{ steps, option }];
    return looksSecret(text) ? [{ steps }] : [];
  });
}

function namedSecret(text: string, next: Argument | undefined): string | undefined {
  const match = assignment.exec(text);
  if (match === null) return undefined;
  const [, name = '', value] = match;
  const given = value ?? (next === undefined || next.text.startsWith('-') ? '' : next.text);
  return isSecretName(name) && isLiteralSecret(given) ? name : undefined;
}
