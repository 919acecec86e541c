// Written by tools/catalog.ts from catalog/check/pipeline.

import { evaluate as c0 } from './check/pipeline/expression-injection/check.ts';
import { evaluate as c1 } from './check/pipeline/untrusted-checkout-run/check.ts';
import { evaluate as c2 } from './check/pipeline/dangerous-trigger/check.ts';
import { evaluate as c3 } from './check/pipeline/default-rights-for-strangers/check.ts';
import { evaluate as c4 } from './check/pipeline/env-file-write/check.ts';
import { evaluate as c5 } from './check/pipeline/stdout-commands/check.ts';
import { evaluate as c6 } from './check/pipeline/unverified-download-run/check.ts';
import { evaluate as c7 } from './check/pipeline/cache-poisoning/check.ts';
import { evaluate as c8 } from './check/pipeline/self-hosted-pr/check.ts';
import { evaluate as c9 } from './check/pipeline/self-hosted-runner/check.ts';
import { evaluate as c10 } from './check/pipeline/spoofable-bot/check.ts';
import { evaluate as c11 } from './check/pipeline/bot-auto-merge/check.ts';
import { evaluate as c12 } from './check/pipeline/condition-always-true/check.ts';
import { evaluate as c13 } from './check/pipeline/unsound-contains/check.ts';
import { evaluate as c14 } from './check/pipeline/unsound-ternary/check.ts';
import { evaluate as c15 } from './check/pipeline/obfuscated-expression/check.ts';
import { evaluate as c16 } from './check/pipeline/computed-index/check.ts';
import { evaluate as c17 } from './check/pipeline/untrusted-checkout/check.ts';
import { evaluate as c18 } from './check/pipeline/write-at-top/check.ts';
import { evaluate as c19 } from './check/pipeline/excessive-permissions/check.ts';
import { evaluate as c20 } from './check/pipeline/default-permissions/check.ts';
import { evaluate as c21 } from './check/pipeline/undeclared-top-permissions/check.ts';
import { evaluate as c22 } from './check/pipeline/unneeded-write-permission/check.ts';
import { evaluate as c23 } from './check/pipeline/persisted-credentials/check.ts';
import { evaluate as c24 } from './check/pipeline/secrets-inherit/check.ts';
import { evaluate as c25 } from './check/pipeline/all-secrets/check.ts';
import { evaluate as c26 } from './check/pipeline/secret-outside-environment/check.ts';
import { evaluate as c27 } from './check/pipeline/unredacted-secret/check.ts';
import { evaluate as c28 } from './check/pipeline/hard-coded-registry-login/check.ts';
import { evaluate as c29 } from './check/pipeline/app-token-misuse/check.ts';
import { evaluate as c30 } from './check/pipeline/secret-in-arguments/check.ts';
import { evaluate as c31 } from './check/pipeline/debug-trace/check.ts';
import { evaluate as c32 } from './check/pipeline/trusted-publishing/check.ts';
import { evaluate as c33 } from './check/pipeline/unpinned-reference/check.ts';
import { evaluate as c34 } from './check/pipeline/unpinned-image/check.ts';
import { evaluate as c35 } from './check/pipeline/image-by-tag/check.ts';
import { evaluate as c36 } from './check/pipeline/unpinned-tool/check.ts';
import { evaluate as c37 } from './check/pipeline/ad-hoc-package/check.ts';
import { evaluate as c38 } from './check/pipeline/unpinnable-action/check.ts';
import { evaluate as c39 } from './check/pipeline/missing-version-comment/check.ts';
import { evaluate as c40 } from './check/pipeline/archived-source/check.ts';
import { evaluate as c41 } from './check/pipeline/look-alike-source/check.ts';
import { evaluate as c42 } from './check/pipeline/unverified-publisher/check.ts';
import { evaluate as c43 } from './check/pipeline/forbidden-source/check.ts';
import { evaluate as c44 } from './check/pipeline/local-action-path/check.ts';
import { evaluate as c45 } from './check/pipeline/insecure-url/check.ts';
import { evaluate as c46 } from './check/pipeline/update-cooldown/check.ts';
import { evaluate as c47 } from './check/pipeline/update-executes-code/check.ts';
import { evaluate as c48 } from './check/pipeline/superfluous-action/check.ts';
import { evaluate as c49 } from './check/pipeline/misfeature/check.ts';
import { evaluate as c50 } from './check/pipeline/unusual-shell/check.ts';
import { evaluate as c51 } from './check/pipeline/anonymous-definition/check.ts';
import { evaluate as c52 } from './check/pipeline/concurrency-limits/check.ts';
import { evaluate as c53 } from './check/pipeline/undocumented-permissions/check.ts';
import { evaluate as c54 } from './check/pipeline/expression-in-script/check.ts';
import { evaluate as c55 } from './check/pipeline/open-expansion/check.ts';
import { evaluate as c56 } from './check/pipeline/kept-token-on-purpose/check.ts';
import { evaluate as c57 } from './check/pipeline/opaque-environment/check.ts';
import { evaluate as c58 } from './check/pipeline/replaceable-action/check.ts';
import { evaluate as c59 } from './check/pipeline/unlocked-install/check.ts';
import { evaluate as c60 } from './check/pipeline/job-write-permission/check.ts';
import { evaluate as c61 } from './check/pipeline/traced-secret/check.ts';
import { evaluate as c62 } from './check/pipeline/provenance-gap/check.ts';
import { evaluate as c63 } from './check/pipeline/ignored-scanner/check.ts';
import { evaluate as c64 } from './check/pipeline/privileged-container/check.ts';
import { evaluate as c65 } from './check/pipeline/untrusted-artifact/check.ts';
import { evaluate as c66 } from './check/pipeline/unencrypted-registry/check.ts';
import { evaluate as c67 } from './check/pipeline/dind-without-tls/check.ts';
import { evaluate as c68 } from './check/pipeline/open-include/check.ts';
import { evaluate as c69 } from './check/pipeline/token-in-url/check.ts';
import { evaluate as c70 } from './check/pipeline/artifact-holds-secrets/check.ts';
import { evaluate as c71 } from './check/pipeline/secret-variable-in-arguments/check.ts';
import { evaluate as c72 } from './check/pipeline/forwarded-variables/check.ts';
import { evaluate as c73 } from './check/pipeline/security-job-may-fail/check.ts';
import { evaluate as c74 } from './check/pipeline/shared-cache/check.ts';
import { evaluate as c75 } from './check/pipeline/deploy-from-pull-request/check.ts';
import { evaluate as c76 } from './check/pipeline/literal-secret/check.ts';
import { evaluate as c77 } from './check/pipeline/verification-off/check.ts';
import { evaluate as c78 } from './check/pipeline/token-audience/check.ts';
import { evaluate as c79 } from './check/pipeline/trace-with-secrets/check.ts';
import { evaluate as c80 } from './check/pipeline/kept-variables/check.ts';
import { evaluate as c81 } from './check/pipeline/azure-persisted-credentials/check.ts';
import { evaluate as c82 } from './check/pipeline/logging-command-injection/check.ts';
import { evaluate as c83 } from './check/pipeline/access-token-in-script/check.ts';
import { evaluate as c84 } from './check/pipeline/untrusted-code-with-secrets/check.ts';
import { evaluate as c85 } from './check/pipeline/unconfined-step/check.ts';
import { evaluate as c86 } from './check/pipeline/host-path-volume/check.ts';
import { evaluate as c87 } from './check/pipeline/pull-request-service-account/check.ts';
import { evaluate as c88 } from './check/pipeline/kept-workspace/check.ts';
import { evaluate as c89 } from './check/pipeline/agent-any/check.ts';
import { evaluate as c90 } from './check/pipeline/secret-interpolation/check.ts';
import { evaluate as c91 } from './check/pipeline/input-without-submitter/check.ts';
import { evaluate as c92 } from './check/pipeline/credentials-for-all-stages/check.ts';
import { evaluate as c93 } from './check/pipeline/code-from-workspace/check.ts';
import { evaluate as c94 } from './check/pipeline/sandbox-off/check.ts';
import { evaluate as c95 } from './check/pipeline/controller-as-agent/check.ts';
import { evaluate as c96 } from './check/pipeline/generated-configuration/check.ts';
import { evaluate as c97 } from './check/pipeline/context-on-all-branches/check.ts';
import { evaluate as c98 } from './check/pipeline/all-ssh-keys/check.ts';
import { evaluate as c99 } from './check/pipeline/floating-machine-image/check.ts';
import { evaluate as c100 } from './check/pipeline/patched-pod/check.ts';
import { evaluate as c101 } from './check/pipeline/open-webhook/check.ts';
import { evaluate as c102 } from './check/pipeline/default-service-account/check.ts';
import { evaluate as c103 } from './check/pipeline/secret-in-pull-request/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-CI-0001': c0,
  'CSN-CI-0002': c1,
  'CSN-CI-0003': c2,
  'CSN-CI-0004': c3,
  'CSN-CI-0005': c4,
  'CSN-CI-0006': c5,
  'CSN-CI-0007': c6,
  'CSN-CI-0008': c7,
  'CSN-CI-0009': c8,
  'CSN-CI-0010': c9,
  'CSN-CI-0011': c10,
  'CSN-CI-0012': c11,
  'CSN-CI-0013': c12,
  'CSN-CI-0014': c13,
  'CSN-CI-0015': c14,
  'CSN-CI-0016': c15,
  'CSN-CI-0017': c16,
  'CSN-CI-0018': c17,
  'CSN-CI-0019': c18,
  'CSN-CI-0020': c19,
  'CSN-CI-0021': c20,
  'CSN-CI-0022': c21,
  'CSN-CI-0023': c22,
  'CSN-CI-0024': c23,
  'CSN-CI-0025': c24,
  'CSN-CI-0026': c25,
  'CSN-CI-0027': c26,
  'CSN-CI-0028': c27,
  'CSN-CI-0029': c28,
  'CSN-CI-0030': c29,
  'CSN-CI-0031': c30,
  'CSN-CI-0032': c31,
  'CSN-CI-0033': c32,
  'CSN-CI-0040': c33,
  'CSN-CI-0041': c34,
  'CSN-CI-0042': c35,
  'CSN-CI-0043': c36,
  'CSN-CI-0044': c37,
  'CSN-CI-0045': c38,
  'CSN-CI-0046': c39,
  'CSN-CI-0048': c40,
  'CSN-CI-0049': c41,
  'CSN-CI-0050': c42,
  'CSN-CI-0051': c43,
  'CSN-CI-0052': c44,
  'CSN-CI-0053': c45,
  'CSN-CI-0054': c46,
  'CSN-CI-0055': c47,
  'CSN-CI-0056': c48,
  'CSN-CI-0057': c49,
  'CSN-CI-0058': c50,
  'CSN-CI-0060': c51,
  'CSN-CI-0061': c52,
  'CSN-CI-0062': c53,
  'CSN-CI-0063': c54,
  'CSN-CI-0064': c55,
  'CSN-CI-0065': c56,
  'CSN-CI-0066': c57,
  'CSN-CI-0067': c58,
  'CSN-CI-0068': c59,
  'CSN-CI-0069': c60,
  'CSN-CI-0074': c61,
  'CSN-CI-0080': c62,
  'CSN-CI-0081': c63,
  'CSN-CI-0082': c64,
  'CSN-CI-0083': c65,
  'CSN-CI-0084': c66,
  'CSN-CI-0100': c67,
  'CSN-CI-0101': c68,
  'CSN-CI-0102': c69,
  'CSN-CI-0103': c70,
  'CSN-CI-0104': c71,
  'CSN-CI-0105': c72,
  'CSN-CI-0106': c73,
  'CSN-CI-0107': c74,
  'CSN-CI-0108': c75,
  'CSN-CI-0109': c76,
  'CSN-CI-0110': c77,
  'CSN-CI-0111': c78,
  'CSN-CI-0112': c79,
  'CSN-CI-0113': c80,
  'CSN-CI-0120': c81,
  'CSN-CI-0121': c82,
  'CSN-CI-0122': c83,
  'CSN-CI-0123': c84,
  'CSN-CI-0125': c85,
  'CSN-CI-0126': c86,
  'CSN-CI-0140': c87,
  'CSN-CI-0141': c88,
  'CSN-CI-0155': c89,
  'CSN-CI-0156': c90,
  'CSN-CI-0157': c91,
  'CSN-CI-0158': c92,
  'CSN-CI-0159': c93,
  'CSN-CI-0160': c94,
  'CSN-CI-0161': c95,
  'CSN-CI-0170': c96,
  'CSN-CI-0171': c97,
  'CSN-CI-0172': c98,
  'CSN-CI-0173': c99,
  'CSN-CI-0180': c100,
  'CSN-CI-0181': c101,
  'CSN-CI-0182': c102,
  'CSN-CI-0190': c103,
};
