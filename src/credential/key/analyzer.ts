import type { Analyzer, Claim } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import type { MakeFault } from '../checks.ts';
import { isSample } from '../sample.ts';
import { authorizedKeys } from './authorized.ts';
import { kubeconfig } from './kubeconfig.ts';
import { keyFacts } from './pair.ts';

/** Certificates of authorities: nobody here has their keys. */
const authorities =
  /^\/usr\/share\/ca-certificates\/|\/ca-trust\/|\/cacert\.pem$|\/ca-certificates\.crt$/;

/** Largest file that is read for keys. */
const maxBytes = 2 ** 20;

const pemEndings = ['.pem', '.key', '.crt', '.cert', '.cer', '.pub'];
const keyNames = ['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519', 'identity'];
const hostKeys = ['rsa', 'dsa', 'ecdsa', 'ed25519'].map((kind) => `ssh_host_${kind}_key`);
const kubeconfigs = ['kubeconfig', 'admin.conf', 'kubelet.conf', 'super-admin.conf'];

const claims: readonly Claim[] = [
  { basename: 'authorized_keys' },
  { basename: 'authorized_keys2' },
  { directory: 'authorized_keys.d/' },
  ...[...keyNames, ...hostKeys].map((basename) => ({ basename })),
  { basename: 'ssh_host_key' },
  ...pemEndings.map((suffix) => ({ suffix })),
  ...kubeconfigs.map((basename) => ({ basename })),
  { suffix: '.kubeconfig' },
  { directory: '.kube/' },
];

/** Reads files with keys: who may log in with them, whether everyone has them, and what belongs together. */
export function keyAnalyzer(make: MakeFault, revision: number): Analyzer {
  return {
    kind: 'analyzer',
    id: 'credential/keys',
    revision,
    title: 'keys and certificates',
    claims,
    analyze: (file) => analyze(file, make),
  };
}

function* analyze(file: FileView, make: MakeFault): Iterable<Observation> {
  if (isSample(file.path) || authorities.test(file.path)) return;
  if (file.size === 0) return;
  if (file.size > maxBytes)
    throw new CaissonError('limit.size', 'the file is too large to be searched for keys');
  if (/\/authorized_keys(?:2|\.d\/[^/]+)?$/.test(file.path))
    yield* authorizedKeys(file.text(), file.path, make);
  else if (/\/\.kube\/|kubeconfig$|\.conf$/.test(file.path))
    yield* kubeconfig(file.text(), file.path, make);
  else yield* keyFacts(file.text(), file.path, make);
}
