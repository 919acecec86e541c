import { basename } from '#kit/path.ts';
import { type ComponentName, componentNames } from '../component.ts';
import { splitWords } from './words.ts';

/** A component among the words of a command, and the index of the first word behind its name. */
export interface Program {
  readonly name: ComponentName;
  readonly from: number;
}

const hyperkube: Readonly<Record<string, ComponentName>> = {
  apiserver: 'kube-apiserver',
  'controller-manager': 'kube-controller-manager',
  scheduler: 'kube-scheduler',
  proxy: 'kube-proxy',
  kubelet: 'kubelet',
};

/** Programs that start another one, whose name follows among their words. */
const starters: ReadonlySet<string> = new Set([
  'hyperkube',
  'go-runner',
  'watch-termination',
  'tini',
  'dumb-init',
  'nice',
  'ionice',
  'env',
  'exec',
  'flock',
  'timeout',
  'kube-log-runner',
  'setpriv',
  'sudo',
]);
const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'busybox']);

/** The component that a command starts: by itself, or through hyperkube and other starters; none of other programs. */
export function programOf(words: readonly string[]): Program | undefined {
  const first = nameIn(words[0]);
  const own = componentOf(first);
  if (own !== undefined) return { name: own, from: 1 };
  if (!starters.has(first)) return undefined;
  for (let at = 1; at < Math.min(words.length, 60); at += 1) {
    const word = nameIn(words[at]);
    const name = componentOf(word) ?? (first === 'hyperkube' ? hyperkube[word] : undefined);
    if (name !== undefined) return { name, from: at + 1 };
  }
  return undefined;
}

/** The name of a program; empty for flags and variables, which may end in one: `--kubelet-service=kube-system/kubelet`. */
function nameIn(word = ''): string {
  return /^-|=/.test(word) ? '' : basename(word);
}

/** The script of `sh -c SCRIPT` and its index; `undefined` of other commands. */
export function scriptOf(words: readonly string[]): number | undefined {
  if (!shells.has(basename(words[0] ?? ''))) return undefined;
  const at = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  return at === -1 || at + 1 >= words.length ? undefined : at + 1;
}

/** The words of the first command in a script that starts a component. */
export function commandInScript(script: string): readonly string[] | undefined {
  for (const line of script
    .slice(0, 200_000)
    .replace(/\\\n/g, ' ')
    .split(/[\n;]|&&|\|\|?/, 500)) {
    const words = splitWords(line).filter((word) => !/^\d*>/.test(word));
    if (programOf(words) !== undefined) return words;
  }
  return undefined;
}

/** What a command starts in the end, also through `sh -c`, and the words behind the name of that component. */
export function startedBy(
  words: readonly string[],
): { readonly name: ComponentName; readonly words: readonly string[] } | undefined {
  const script = scriptOf(words);
  const inner = script === undefined ? words : (commandInScript(words[script] ?? '') ?? []);
  const program = programOf(inner);
  return program && { name: program.name, words: inner.slice(program.from) };
}

/** The component that an image is of: `registry.k8s.io/kube-proxy:v1.34.1`. Images of etcd serve many others as well. */
export function componentOfImage(image: string): ComponentName | undefined {
  const name = basename(`/${image.split('@')[0] ?? ''}`).split(':')[0] ?? '';
  const component = componentOf(name.replace(/-(?:amd64|arm64|arm|ppc64le|s390x)$/, ''));
  return component === 'etcd' ? undefined : component;
}

/** The minor version that the tag of an image of Kubernetes tells: `34` of `kube-apiserver:v1.34.1`. */
export function minorOfImage(image: string): number | undefined {
  const match = /:v?1\.(\d{1,3})(?:\.|$)/.exec(image.split('@')[0] ?? '');
  return match === null ? undefined : Number(match[1]);
}

function componentOf(word: string): ComponentName | undefined {
  return componentNames.find((name) => name === word);
}
