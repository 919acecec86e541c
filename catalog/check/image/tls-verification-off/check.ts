import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

const no = /^(?:0|false|no|off|n)$/i;
const yes = /^(?:1|true|yes|on|y)$/i;
const offBy: ReadonlyMap<string, RegExp> = new Map([
  ['NODE_TLS_REJECT_UNAUTHORIZED', no],
  ['PYTHONHTTPSVERIFY', no],
  ['GIT_SSL_NO_VERIFY', yes],
  ['NPM_CONFIG_STRICT_SSL', no],
  ['YARN_STRICT_SSL', no],
  ['PIP_TRUSTED_HOST', /./],
  ['AWS_NO_VERIFY_SSL', yes],
  ['SSL_VERIFY', no],
  ['HELM_TLS_INSECURE_SKIP_VERIFY', yes],
  ['GONOSUMCHECK', yes],
  ['GOINSECURE', /./],
  ['CURL_INSECURE', yes],
  ['VAULT_SKIP_VERIFY', yes],
  ['CONSUL_HTTP_SSL_VERIFY', no],
]);

/** Variables that programs and languages read. */
export function* evaluate({ variables }: ImageSubject): Iterable<Violation> {
  for (const { name, value, place } of variables)
    if (offBy.get(name.toUpperCase())?.test(value) === true)
      yield {
        message: `the variable ${name} switches the verification of certificates off`,
        subject: name,
        place,
      };
}
