import {
  formatRepository,
  isImageReference,
  parseImageReference,
} from '#artifact/registry/reference.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { inRegistry, type ScanWish } from '../wish/scan-wish.ts';
import type { WatchedKubeconfig } from './options.ts';
import { checkRegistryHost } from './reachable-registry.ts';

/** The words that have the program scan what is wished. Throws `input.*` and `access.forbidden` for what may not be read. */
export function scanWords(
  { target, reference }: Pick<ScanWish, 'target' | 'reference'>,
  clusters: readonly WatchedKubeconfig[],
): readonly string[] {
  if (target !== 'cluster') return ['scan', checked(reference)];
  const cluster = clusters.find(({ name }) => name === reference);
  if (cluster === undefined)
    throw new CaissonError('input.not-found', 'this cluster is no longer watched here');
  return ['kube', 'scan', ...clusterWords(cluster)];
}

/** The words that name a cluster. */
export function clusterWords({ kubeconfig, context }: WatchedKubeconfig): readonly string[] {
  return [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
  ];
}

/** Names in registries come from agents and clusters, too: options of the program and metadata services are nothing that they can name. */
function checked(reference: string): string {
  const isInRegistry = reference.startsWith(inRegistry);
  const name = isInRegistry ? reference.slice(inRegistry.length) : reference;
  if (name.startsWith('-') || (isInRegistry && !isImageReference(name)))
    throw new CaissonError('input.malformed', `${quote(name)} does not name an image`);
  if (isInRegistry) checkRegistryHost(formatRepository(parseImageReference(name)));
  return reference;
}
