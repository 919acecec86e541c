import type { Secret } from '#model/secret.ts';
import { clean } from '../clean.ts';
import { secretSentence } from '../kind/secret.ts';
import type { Section } from './section.ts';

/** What was found, how it was proven, and under which names others know it. Never the secret. */
export function secretSections(secret: Secret): readonly Section[] {
  const { rule, provider, length, key, excerpt, proof, reasons = [] } = secret;
  return [
    {
      title: 'what',
      lines: [
        secretSentence(secret),
        `${secret.class.replace('-', ' ')}${provider === undefined ? '' : ` of ${clean(provider, 100)}`}, ${length} characters, key ${key}`,
        ...(excerpt === '' ? [] : [`line: ${clean(excerpt, 300)}`]),
      ],
    },
    {
      title: 'why',
      lines: [
        `rule ${clean(rule, 100)}${proof === undefined ? ', by its form' : `, proven: ${proof}`}`,
        ...Object.entries(secret.details ?? {}).map(
          ([name, value]) => `${clean(name, 40)}: ${clean(value, 200)}`,
        ),
        ...reasons.map((reason) => clean(reason, 300)),
        ...(secret.validity === undefined ? [] : [`the issuer says: ${secret.validity}`]),
      ],
    },
    { title: 'ids', lines: secret.aliases.length === 0 ? [] : [idLine(secret.aliases)] },
  ];
}

/** `also known as hadolint:DL3002, trivy:DS-0002`. */
export function idLine(aliases: readonly string[]): string {
  return `also known as ${aliases.map((alias) => clean(alias, 100)).join(', ')}`;
}
