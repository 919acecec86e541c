/** One use of a flag. */
export interface FlagUse {
  readonly value: string;
  /** Of the word that names it, and how many words it takes. */
  readonly at: number;
  readonly words: 1 | 2;
}

/** Uses of flags by name, in their order. Names have no dashes before them and `-` between their parts. */
export type Flags = ReadonlyMap<string, readonly FlagUse[]>;

/** Flags that take no word after them: `--profiling false` is a flag and a stray word (pflag, NoOptDefVal). */
const switches: ReadonlySet<string> = new Set([
  'allow-privileged',
  'alsologtostderr',
  'anonymous-auth',
  'authentication-token-webhook',
  'auto-tls',
  'client-cert-auth',
  'cluster-cidr-allocate',
  'contention-profiling',
  'enable-aggregator-routing',
  'enable-bootstrap-token-auth',
  'enable-debugging-handlers',
  'enable-garbage-collector',
  'enable-server',
  'experimental-initial-corrupt-check',
  'experimental-peer-skip-client-san-verification',
  'fail-swap-on',
  'help',
  'kubelet-https',
  'leader-elect',
  'logtostderr',
  'make-iptables-util-chains',
  'one-output',
  'peer-auto-tls',
  'peer-client-cert-auth',
  'profiling',
  'protect-kernel-defaults',
  'rotate-certificates',
  'rotate-server-certificates',
  'seccomp-default',
  'secrets-encryption',
  'service-account-extend-token-expiration',
  'service-account-lookup',
  'skip-headers',
  'use-service-account-credentials',
  'watch-cache',
  'allocate-node-cidrs',
  'configure-cloud-routes',
  'runtime-cgroups-enabled',
  'serialize-image-pulls',
]);

/**
 * The flags among the words of a command, as Kubernetes (pflag, names normalised by `WordSepNormalizeFunc`) and etcd (package
 * `flag` of Go) read them: `--name=value`, `--name value`, `--switch`, with one dash or two.
 */
export function parseFlags(words: readonly string[]): Flags {
  const flags = new Map<string, FlagUse[]>();
  for (let at = 0; at < words.length; at += 1) {
    const use = useAt(words, at);
    if (words[at] === '--') break;
    if (use === undefined) continue;
    const known = flags.get(use.name);
    if (known === undefined) flags.set(use.name, [use.use]);
    else known.push(use.use);
    at += use.use.words - 1;
  }
  return flags;
}

interface NamedUse {
  readonly name: string;
  readonly use: FlagUse;
}

function useAt(words: readonly string[], at: number): NamedUse | undefined {
  const word = words[at] ?? '';
  const [, bare = ''] = /^--?([^-].*)$/s.exec(word) ?? [];
  const cut = bare.indexOf('=');
  const name = (cut === -1 ? bare : bare.slice(0, cut)).replaceAll('_', '-');
  if (name === '') return undefined;
  if (cut !== -1) return { name, use: { value: bare.slice(cut + 1), at, words: 1 } };
  const next = words[at + 1];
  if (next === undefined || next.startsWith('-') || switches.has(name))
    return { name, use: { value: 'true', at, words: 1 } };
  return { name, use: { value: next, at, words: 2 } };
}

const truths: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const untruths: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** A value of a boolean flag (`strconv.ParseBool` of Go); `undefined` when it is none. */
export function truthOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (truths.has(text)) return true;
  return untruths.has(text) ? false : undefined;
}
