import type { Gap } from '#model/observation.ts';
import type { ComponentName, SettingSource } from '../component.ts';
import type { NodeFiles } from '../files.ts';
import { flagSource } from './flag-source.ts';
import { Host } from './host.ts';
import { programOf } from './program.ts';

/** A process of a component. */
interface ComponentProcess {
  readonly pid: number;
  readonly name: ComponentName;
  /** Behind the name of the program. */
  readonly words: readonly string[];
  readonly source: SettingSource;
}

/** The processes of a node, as far as they belong to Kubernetes. */
export interface Processes {
  readonly ofComponents: ReadonlyMap<ComponentName, ComponentProcess>;
  /** The programs that hold several components in one: `k3s`, `kubelite`. */
  readonly bundles: ReadonlySet<string>;
  /** The first process that could not be looked at. */
  readonly gaps: readonly Gap[];
}

const maxProcesses = 100_000;
const maxCommandBytes = 256 * 1024;
const bundleNames: ReadonlySet<string> = new Set([
  'k3s',
  'rke2',
  'kubelite',
  'k3s-server',
  'k3s-agent',
]);

/** Reads `<pid>/cmdline` (proc(5)) of a procfs; processes that end meanwhile are left out. */
export function readProcesses(proc: NodeFiles): Processes {
  const host = new Host(proc);
  const ofComponents = new Map<ComponentName, ComponentProcess>();
  const bundles = new Set<string>();
  const ids = host
    .names('/')
    .filter((name) => /^\d{1,9}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
  for (const pid of ids.slice(0, maxProcesses)) {
    const words = wordsOf(host.bytes(`/${pid}/cmdline`));
    const first = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
    if (bundleNames.has(first)) bundles.add(first);
    const program = programOf(words);
    if (program === undefined || ofComponents.has(program.name)) continue;
    ofComponents.set(program.name, processOf(pid, program.name, words.slice(program.from)));
  }
  return { ofComponents, bundles, gaps: host.gaps.slice(0, 1) };
}

function processOf(pid: number, name: ComponentName, words: readonly string[]): ComponentProcess {
  const source = flagSource({
    title: `process ${pid}`,
    words,
    location: { path: `/proc/${pid}/cmdline` },
    byField: name === 'kubelet' || name === 'kube-proxy',
  });
  return { pid, name, words, source };
}

/** Words end in NUL; a program that rewrote its command line has blanks between them (`nginx: worker`, k3s). */
function wordsOf(bytes: Uint8Array | undefined): readonly string[] {
  if (bytes === undefined || bytes.length === 0) return [];
  const text = Buffer.from(bytes.subarray(0, maxCommandBytes)).toString('utf8');
  const words = text.split('\0').filter((word, at) => word !== '' || at === 0);
  return words.length === 1 ? text.trim().split(/\s+/) : words;
}
