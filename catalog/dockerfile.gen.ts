// Written by tools/catalog.ts from catalog/check/dockerfile.

import { evaluate as c0 } from './check/dockerfile/stage-name-in-capitals/check.ts';
import { evaluate as c1 } from './check/dockerfile/from-as-casing/check.ts';
import { evaluate as c2 } from './check/dockerfile/blank-line-in-continuation/check.ts';
import { evaluate as c3 } from './check/dockerfile/mixed-instruction-casing/check.ts';
import { evaluate as c4 } from './check/dockerfile/duplicate-stage-name/check.ts';
import { evaluate as c5 } from './check/dockerfile/reserved-stage-name/check.ts';
import { evaluate as c6 } from './check/dockerfile/shell-form-command/check.ts';
import { evaluate as c7 } from './check/dockerfile/maintainer/check.ts';
import { evaluate as c8 } from './check/dockerfile/undeclared-argument-in-from/check.ts';
import { evaluate as c9 } from './check/dockerfile/relative-workdir/check.ts';
import { evaluate as c10 } from './check/dockerfile/undefined-variable/check.ts';
import { evaluate as c11 } from './check/dockerfile/replaced-instruction/check.ts';
import { evaluate as c12 } from './check/dockerfile/legacy-key-value/check.ts';
import { evaluate as c13 } from './check/dockerfile/wrong-base-platform/check.ts';
import { evaluate as c14 } from './check/dockerfile/redundant-target-platform/check.ts';
import { evaluate as c15 } from './check/dockerfile/secret-like-variable/check.ts';
import { evaluate as c16 } from './check/dockerfile/invalid-default-base/check.ts';
import { evaluate as c17 } from './check/dockerfile/constant-platform/check.ts';
import { evaluate as c18 } from './check/dockerfile/copy-of-ignored-file/check.ts';
import { evaluate as c19 } from './check/dockerfile/misleading-description/check.ts';
import { evaluate as c20 } from './check/dockerfile/port-protocol-in-capitals/check.ts';
import { evaluate as c21 } from './check/dockerfile/exposed-host-port/check.ts';
import { evaluate as c22 } from './check/dockerfile/refused-by-the-builder/check.ts';
import { evaluate as c23 } from './check/dockerfile/replaced-entrypoint/check.ts';
import { evaluate as c24 } from './check/dockerfile/replaced-health-check/check.ts';
import { evaluate as c25 } from './check/dockerfile/no-sudo/check.ts';
import { evaluate as c26 } from './check/dockerfile/pointless-command/check.ts';
import { evaluate as c27 } from './check/dockerfile/root-user/check.ts';
import { evaluate as c28 } from './check/dockerfile/no-user/check.ts';
import { evaluate as c29 } from './check/dockerfile/no-cd/check.ts';
import { evaluate as c30 } from './check/dockerfile/untagged-base/check.ts';
import { evaluate as c31 } from './check/dockerfile/latest-base/check.ts';
import { evaluate as c32 } from './check/dockerfile/undigested-base/check.ts';
import { evaluate as c33 } from './check/dockerfile/unpinned-apt/check.ts';
import { evaluate as c34 } from './check/dockerfile/apt-lists-left/check.ts';
import { evaluate as c35 } from './check/dockerfile/copied-archive/check.ts';
import { evaluate as c36 } from './check/dockerfile/port-out-of-range/check.ts';
import { evaluate as c37 } from './check/dockerfile/unpinned-pip/check.ts';
import { evaluate as c38 } from './check/dockerfile/apt-asks/check.ts';
import { evaluate as c39 } from './check/dockerfile/apt-recommends/check.ts';
import { evaluate as c40 } from './check/dockerfile/unpinned-npm/check.ts';
import { evaluate as c41 } from './check/dockerfile/unpinned-apk/check.ts';
import { evaluate as c42 } from './check/dockerfile/apk-cache/check.ts';
import { evaluate as c43 } from './check/dockerfile/needless-add/check.ts';
import { evaluate as c44 } from './check/dockerfile/copy-to-file/check.ts';
import { evaluate as c45 } from './check/dockerfile/copy-from-nowhere/check.ts';
import { evaluate as c46 } from './check/dockerfile/copy-from-itself/check.ts';
import { evaluate as c47 } from './check/dockerfile/untrusted-registry/check.ts';
import { evaluate as c48 } from './check/dockerfile/apt-for-people/check.ts';
import { evaluate as c49 } from './check/dockerfile/unpinned-gem/check.ts';
import { evaluate as c50 } from './check/dockerfile/yum-asks/check.ts';
import { evaluate as c51 } from './check/dockerfile/yum-cache/check.ts';
import { evaluate as c52 } from './check/dockerfile/unpinned-yum/check.ts';
import { evaluate as c53 } from './check/dockerfile/zypper-asks/check.ts';
import { evaluate as c54 } from './check/dockerfile/zypper-dist-upgrade/check.ts';
import { evaluate as c55 } from './check/dockerfile/zypper-cache/check.ts';
import { evaluate as c56 } from './check/dockerfile/unpinned-zypper/check.ts';
import { evaluate as c57 } from './check/dockerfile/dnf-asks/check.ts';
import { evaluate as c58 } from './check/dockerfile/dnf-cache/check.ts';
import { evaluate as c59 } from './check/dockerfile/unpinned-dnf/check.ts';
import { evaluate as c60 } from './check/dockerfile/pip-cache/check.ts';
import { evaluate as c61 } from './check/dockerfile/wrong-trigger/check.ts';
import { evaluate as c62 } from './check/dockerfile/self-referring-env/check.ts';
import { evaluate as c63 } from './check/dockerfile/copy-without-workdir/check.ts';
import { evaluate as c64 } from './check/dockerfile/huge-lastlog/check.ts';
import { evaluate as c65 } from './check/dockerfile/noisy-wget/check.ts';
import { evaluate as c66 } from './check/dockerfile/wrong-label-key/check.ts';
import { evaluate as c67 } from './check/dockerfile/missing-label/check.ts';
import { evaluate as c68 } from './check/dockerfile/unknown-label/check.ts';
import { evaluate as c69 } from './check/dockerfile/empty-label/check.ts';
import { evaluate as c70 } from './check/dockerfile/label-no-url/check.ts';
import { evaluate as c71 } from './check/dockerfile/label-no-date/check.ts';
import { evaluate as c72 } from './check/dockerfile/label-no-licence/check.ts';
import { evaluate as c73 } from './check/dockerfile/label-no-hash/check.ts';
import { evaluate as c74 } from './check/dockerfile/label-no-version/check.ts';
import { evaluate as c75 } from './check/dockerfile/label-no-email/check.ts';
import { evaluate as c76 } from './check/dockerfile/no-healthcheck/check.ts';
import { evaluate as c77 } from './check/dockerfile/run-after-run/check.ts';
import { evaluate as c78 } from './check/dockerfile/yarn-cache/check.ts';
import { evaluate as c79 } from './check/dockerfile/starts-wrong/check.ts';
import { evaluate as c80 } from './check/dockerfile/unpinned-go/check.ts';
import { evaluate as c81 } from './check/dockerfile/named-user/check.ts';
import { evaluate as c82 } from './check/dockerfile/copy-root-to-root/check.ts';
import { evaluate as c83 } from './check/dockerfile/two-downloaders/check.ts';
import { evaluate as c84 } from './check/dockerfile/replaced-shell/check.ts';
import { evaluate as c85 } from './check/dockerfile/broken-pipe/check.ts';
import { evaluate as c86 } from './check/dockerfile/ignore-pragma/check.ts';
import { evaluate as c87 } from './check/dockerfile/ssh-port/check.ts';
import { evaluate as c88 } from './check/dockerfile/lonely-update/check.ts';
import { evaluate as c89 } from './check/dockerfile/dist-upgrade/check.ts';
import { evaluate as c90 } from './check/dockerfile/system-workdir/check.ts';
import { evaluate as c91 } from './check/dockerfile/copied-secret-file/check.ts';
import { evaluate as c92 } from './check/dockerfile/system-volume/check.ts';
import { evaluate as c93 } from './check/dockerfile/secret-variable/check.ts';
import { evaluate as c94 } from './check/dockerfile/shell-healthcheck/check.ts';
import { evaluate as c95 } from './check/dockerfile/runs-download/check.ts';
import { evaluate as c96 } from './check/dockerfile/plain-download/check.ts';
import { evaluate as c97 } from './check/dockerfile/unverified-transport/check.ts';
import { evaluate as c98 } from './check/dockerfile/unsigned-packages/check.ts';
import { evaluate as c99 } from './check/dockerfile/tls-off/check.ts';
import { evaluate as c100 } from './check/dockerfile/debug-mode/check.ts';
import { evaluate as c101 } from './check/dockerfile/writable-path/check.ts';
import { evaluate as c102 } from './check/dockerfile/preload/check.ts';
import { evaluate as c103 } from './check/dockerfile/writable-by-all/check.ts';
import { evaluate as c104 } from './check/dockerfile/sets-setuid/check.ts';
import { evaluate as c105 } from './check/dockerfile/insecure-run/check.ts';
import { evaluate as c106 } from './check/dockerfile/host-network/check.ts';
import { evaluate as c107 } from './check/dockerfile/looks-like-json/check.ts';
import { evaluate as c108 } from './check/dockerfile/unsafe-heredoc/check.ts';
import { evaluate as c109 } from './check/dockerfile/shell-entrypoint/check.ts';
import { evaluate as c110 } from './check/dockerfile/apt-key/check.ts';
import { evaluate as c111 } from './check/dockerfile/unchecked-key/check.ts';
import { evaluate as c112 } from './check/dockerfile/unstable-repository/check.ts';
import { evaluate as c113 } from './check/dockerfile/unchecked-add/check.ts';
import { evaluate as c114 } from './check/dockerfile/plain-add/check.ts';
import { evaluate as c115 } from './check/dockerfile/copied-context/check.ts';
import { evaluate as c116 } from './check/dockerfile/administration-port/check.ts';
import { evaluate as c117 } from './check/dockerfile/blanket-upgrade/check.ts';
import { evaluate as c118 } from './check/dockerfile/compilers-left/check.ts';
import { evaluate as c119 } from './check/dockerfile/secret-in-run/check.ts';
import { evaluate as c120 } from './check/dockerfile/sets-password/check.ts';
import { evaluate as c121 } from './check/dockerfile/free-sudo/check.ts';
import { evaluate as c122 } from './check/dockerfile/login-server/check.ts';
import { evaluate as c123 } from './check/dockerfile/back-to-root/check.ts';
import { evaluate as c124 } from './check/dockerfile/extra-index/check.ts';
import { evaluate as c125 } from './check/dockerfile/missing-source-labels/check.ts';
import { evaluate as c126 } from './check/dockerfile/unpinned-other/check.ts';
import { evaluate as c127 } from './check/dockerfile/uses-onbuild/check.ts';
import { evaluate as c128 } from './check/dockerfile/unquoted-variable/check.ts';
import { evaluate as c129 } from './check/dockerfile/unquoted-substitution/check.ts';
import { evaluate as c130 } from './check/dockerfile/unset-variable/check.ts';
import { evaluate as c131 } from './check/dockerfile/unchecked-cd/check.ts';
import { evaluate as c132 } from './check/dockerfile/false-ternary/check.ts';
import { evaluate as c133 } from './check/dockerfile/useless-cat/check.ts';
import { evaluate as c134 } from './check/dockerfile/echo-escapes/check.ts';
import { evaluate as c135 } from './check/dockerfile/dash-glob/check.ts';
import { evaluate as c136 } from './check/dockerfile/masked-return/check.ts';
import { evaluate as c137 } from './check/dockerfile/bashism/check.ts';
import { evaluate as c138 } from './check/dockerfile/shellcheck/check.ts';
import { evaluate as c139 } from './check/dockerfile/compose-privileged/check.ts';
import { evaluate as c140 } from './check/dockerfile/compose-engine-socket/check.ts';
import { evaluate as c141 } from './check/dockerfile/compose-host-network/check.ts';
import { evaluate as c142 } from './check/dockerfile/compose-host-namespace/check.ts';
import { evaluate as c143 } from './check/dockerfile/compose-mutable-image/check.ts';
import { evaluate as c144 } from './check/dockerfile/compose-secret-value/check.ts';
import { evaluate as c145 } from './check/dockerfile/compose-dangerous-capability/check.ts';
import { evaluate as c146 } from './check/dockerfile/compose-unconfined/check.ts';
import { evaluate as c147 } from './check/dockerfile/compose-host-directory/check.ts';
import { evaluate as c148 } from './check/dockerfile/compose-new-privileges/check.ts';
import { evaluate as c149 } from './check/dockerfile/compose-root-user/check.ts';
import { evaluate as c150 } from './check/dockerfile/unconfined-build/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-DF-0001': c0,
  'CSN-DF-0002': c1,
  'CSN-DF-0003': c2,
  'CSN-DF-0004': c3,
  'CSN-DF-0005': c4,
  'CSN-DF-0006': c5,
  'CSN-DF-0007': c6,
  'CSN-DF-0008': c7,
  'CSN-DF-0009': c8,
  'CSN-DF-0010': c9,
  'CSN-DF-0011': c10,
  'CSN-DF-0012': c11,
  'CSN-DF-0013': c12,
  'CSN-DF-0014': c13,
  'CSN-DF-0015': c14,
  'CSN-DF-0016': c15,
  'CSN-DF-0017': c16,
  'CSN-DF-0018': c17,
  'CSN-DF-0019': c18,
  'CSN-DF-0020': c19,
  'CSN-DF-0021': c20,
  'CSN-DF-0022': c21,
  'CSN-DF-0023': c22,
  'CSN-DF-0024': c23,
  'CSN-DF-0025': c24,
  'CSN-DF-0040': c25,
  'CSN-DF-0041': c26,
  'CSN-DF-0042': c27,
  'CSN-DF-0043': c28,
  'CSN-DF-0044': c29,
  'CSN-DF-0045': c30,
  'CSN-DF-0046': c31,
  'CSN-DF-0047': c32,
  'CSN-DF-0048': c33,
  'CSN-DF-0049': c34,
  'CSN-DF-0050': c35,
  'CSN-DF-0051': c36,
  'CSN-DF-0052': c37,
  'CSN-DF-0053': c38,
  'CSN-DF-0054': c39,
  'CSN-DF-0055': c40,
  'CSN-DF-0056': c41,
  'CSN-DF-0057': c42,
  'CSN-DF-0058': c43,
  'CSN-DF-0059': c44,
  'CSN-DF-0060': c45,
  'CSN-DF-0061': c46,
  'CSN-DF-0062': c47,
  'CSN-DF-0063': c48,
  'CSN-DF-0064': c49,
  'CSN-DF-0065': c50,
  'CSN-DF-0066': c51,
  'CSN-DF-0067': c52,
  'CSN-DF-0068': c53,
  'CSN-DF-0069': c54,
  'CSN-DF-0070': c55,
  'CSN-DF-0071': c56,
  'CSN-DF-0072': c57,
  'CSN-DF-0073': c58,
  'CSN-DF-0074': c59,
  'CSN-DF-0075': c60,
  'CSN-DF-0076': c61,
  'CSN-DF-0077': c62,
  'CSN-DF-0078': c63,
  'CSN-DF-0079': c64,
  'CSN-DF-0080': c65,
  'CSN-DF-0081': c66,
  'CSN-DF-0082': c67,
  'CSN-DF-0083': c68,
  'CSN-DF-0084': c69,
  'CSN-DF-0085': c70,
  'CSN-DF-0086': c71,
  'CSN-DF-0087': c72,
  'CSN-DF-0088': c73,
  'CSN-DF-0089': c74,
  'CSN-DF-0090': c75,
  'CSN-DF-0091': c76,
  'CSN-DF-0092': c77,
  'CSN-DF-0093': c78,
  'CSN-DF-0094': c79,
  'CSN-DF-0095': c80,
  'CSN-DF-0096': c81,
  'CSN-DF-0097': c82,
  'CSN-DF-0098': c83,
  'CSN-DF-0099': c84,
  'CSN-DF-0100': c85,
  'CSN-DF-0101': c86,
  'CSN-DF-0102': c87,
  'CSN-DF-0103': c88,
  'CSN-DF-0104': c89,
  'CSN-DF-0105': c90,
  'CSN-DF-0106': c91,
  'CSN-DF-0107': c92,
  'CSN-DF-0108': c93,
  'CSN-DF-0109': c94,
  'CSN-DF-0110': c95,
  'CSN-DF-0111': c96,
  'CSN-DF-0112': c97,
  'CSN-DF-0113': c98,
  'CSN-DF-0115': c99,
  'CSN-DF-0116': c100,
  'CSN-DF-0117': c101,
  'CSN-DF-0118': c102,
  'CSN-DF-0119': c103,
  'CSN-DF-0120': c104,
  'CSN-DF-0121': c105,
  'CSN-DF-0122': c106,
  'CSN-DF-0123': c107,
  'CSN-DF-0124': c108,
  'CSN-DF-0125': c109,
  'CSN-DF-0126': c110,
  'CSN-DF-0127': c111,
  'CSN-DF-0128': c112,
  'CSN-DF-0129': c113,
  'CSN-DF-0130': c114,
  'CSN-DF-0131': c115,
  'CSN-DF-0132': c116,
  'CSN-DF-0133': c117,
  'CSN-DF-0134': c118,
  'CSN-DF-0135': c119,
  'CSN-DF-0138': c120,
  'CSN-DF-0139': c121,
  'CSN-DF-0140': c122,
  'CSN-DF-0141': c123,
  'CSN-DF-0145': c124,
  'CSN-DF-0147': c125,
  'CSN-DF-0148': c126,
  'CSN-DF-0149': c127,
  'CSN-DF-0150': c128,
  'CSN-DF-0151': c129,
  'CSN-DF-0152': c130,
  'CSN-DF-0153': c131,
  'CSN-DF-0154': c132,
  'CSN-DF-0155': c133,
  'CSN-DF-0156': c134,
  'CSN-DF-0157': c135,
  'CSN-DF-0158': c136,
  'CSN-DF-0159': c137,
  'CSN-DF-0160': c138,
  'CSN-DF-0200': c139,
  'CSN-DF-0201': c140,
  'CSN-DF-0202': c141,
  'CSN-DF-0203': c142,
  'CSN-DF-0204': c143,
  'CSN-DF-0205': c144,
  'CSN-DF-0206': c145,
  'CSN-DF-0207': c146,
  'CSN-DF-0208': c147,
  'CSN-DF-0209': c148,
  'CSN-DF-0210': c149,
  'CSN-DF-0211': c150,
};
