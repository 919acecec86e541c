import type { RuleFacts } from './candidate.ts';

/** What is said of secrets that no rule of the catalogue stands for: names that were given a value. */
export const genericSecret: RuleFacts = {
  id: 'generic-secret',
  title: 'Value of a name that speaks of a key, token or secret',
  class: 'generic',
  severity: 'medium',
  revoke:
    'replace the value where it is accepted, then read it from a mounted secret or a secret store at run time',
  aliases: [
    'gitleaks:generic-api-key',
    'betterleaks:generic-api-key',
    'trufflehog:Generic',
    'detect-secrets:KeywordDetector',
  ],
  own: true,
};

export const genericPassword: RuleFacts = {
  id: 'generic-password',
  title: 'Password in clear text',
  class: 'password',
  severity: 'medium',
  revoke: 'change the password, then read it from a mounted secret or a secret store at run time',
  aliases: ['detect-secrets:KeywordDetector'],
  own: true,
};

/** Private keys, where the catalogue has no rule for them. */
export const privateKey: RuleFacts = {
  id: 'private-key',
  title: 'Private key',
  class: 'private-key',
  severity: 'high',
  revoke:
    'make a new key pair, replace the public key and certificates wherever they are trusted, and keep the new key out of the image',
  aliases: [
    'gitleaks:private-key',
    'trivy:private-key',
    'trufflehog:PrivateKey',
    'detect-secrets:PrivateKeyDetector',
  ],
  own: true,
};
