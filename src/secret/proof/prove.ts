import type { VerifyKind, VerifyRule } from '../rule.ts';
import { proveBase58, proveBech32, proveCrc32 } from './checksum.ts';
import {
  proveBase64,
  proveBasic,
  proveConnection,
  proveJson,
  proveKubernetesSecret,
} from './encoded.ts';
import { proveJwt } from './jwt.ts';
import { proveAwsKeyId, proveGitlabRoutable, proveOpenAi } from './provider.ts';
import { silent, type Verdict } from './verdict.ts';

/** What a proof may look at: the secret, the whole match, and the time, which decides what has expired. */
interface Given {
  readonly verify: VerifyRule;
  readonly secret: string;
  readonly context: string;
  readonly now: Date;
}

const proofs: Readonly<Record<VerifyKind, (given: Given) => Verdict>> = {
  'crc32-base62': ({ secret, verify }) => proveCrc32(secret, verify.tail ?? 6),
  base58check: ({ secret }) => proveBase58(secret),
  bech32: ({ secret }) => proveBech32(secret),
  jwt: ({ secret, now }) => proveJwt(secret, now),
  base64: ({ secret, verify }) => proveBase64(secret, verify.bytes ?? 64),
  'basic-auth': ({ secret }) => proveBasic(secret),
  'docker-auth': ({ secret }) => proveBasic(secret),
  'k8s-secret': ({ secret }) => proveKubernetesSecret(secret),
  'connection-string': ({ context }) => proveConnection(context),
  json: ({ secret }) => proveJson(secret),
  'aws-key-id': ({ secret }) => proveAwsKeyId(secret),
  openai: ({ secret }) => proveOpenAi(secret),
  'gitlab-routable': ({ secret }) => proveGitlabRoutable(secret),
  // Blocks of PEM have a scanner of their own.
  'private-key': () => silent,
};

/** Tests the form of a secret as its rule says. */
export function prove(verify: VerifyRule, secret: string, context: string, now: Date): Verdict {
  return proofs[verify.kind]({ verify, secret, context, now });
}
