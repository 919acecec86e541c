import type { ErrorCode } from '#kit/error.ts';

/** What a person can do about an error that names nothing better itself. */
const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  'usage.invalid-argument': 'see "caisson --help"; "caisson scan --help" explains expressions',
  'usage.invalid-config': 'correct the file and run the command again',
  'input.malformed': 'it is damaged or not what it claims to be: fetch or build it again',
  'input.unsupported': '"caisson scan --help" lists what can be read',
  'input.not-found': 'check the spelling; "caisson scan --help" lists the kinds of references',
  'access.unauthenticated': 'log in with docker, podman or skopeo, or set REGISTRY_AUTH_FILE',
  'access.forbidden': 'use an account that may read it',
  'access.unreachable': 'check the name, the network and HTTPS_PROXY, or scan a saved archive',
  'access.rate-limited': 'wait, log in, or ask a mirror: --mirror registry=host',
  'integrity.digest-mismatch':
    'do not use it: it was changed or damaged on its way; fetch it again',
  'integrity.signature-invalid': 'do not use it: fetch it again from a source that you trust',
  'integrity.untrusted': 'use one that a trusted key signed, or trust its key first',
  'integrity.rollback': 'an older one was offered for a newer: ask who runs the source',
  'host.missing-feature': 'install or start what is missing, or scan a saved archive',
  'limit.time': 'it took longer than is allowed: look whether the input is what you expect',
  'host.io': 'check permissions and free space',
  'host.missing-privilege': 'run as a user who may read it, for example root',
};

/** The hint for a code; sizes and depths beyond the limits share one. */
export function defaultHint(code: ErrorCode): string | undefined {
  if (code === 'internal.bug') return undefined;
  return (
    hints[code] ?? 'the input is beyond what is safe to read: look whether it is what you expect'
  );
}
