import type { Scope } from '#contract/scope.ts';
import type { PeerNames } from '#profile/address.ts';
import { engineControl } from '#workload/control.ts';
import { type OpenContainerDirectory, openContainerDirectory } from '#workload/directory.ts';
import { type WorkloadOptions, workloadOptions } from '#workload/options.ts';
import { LiveImages } from './images.ts';
import { peerNames } from './peer-names.ts';
import { isClusterWished, openWatchedCluster, type WatchedCluster } from './watched-cluster.ts';

/** What a watch must be told of the machine. */
export interface PlaceOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly reportDirectory: string;
  /** The cluster that this machine is a node of; absent: the one whose pod this runs in, where it does. */
  readonly clusterChoice?: { readonly kubeconfig?: string; readonly context?: string };
  readonly respond: 'off' | 'simulate' | 'on';
  readonly learn: boolean;
}

/** The machine as a watch sees it: its engines, its containers and their images, its cluster. */
export interface WatchPlace extends AsyncDisposable {
  readonly places: WorkloadOptions;
  readonly directory: OpenContainerDirectory;
  readonly images: LiveImages;
  readonly cluster: WatchedCluster | undefined;
  readonly names: PeerNames;
}

/** Throws what a kubeconfig that leads nowhere throws; a cluster that does not answer is told in the log. */
export async function openWatchPlace(options: PlaceOptions, scope: Scope): Promise<WatchPlace> {
  const { environment, reportDirectory, respond, learn } = options;
  const stack = new AsyncDisposableStack();
  const wish = {
    ...options.clusterChoice,
    environment,
    mayWrite: respond === 'on',
    withPeers: learn,
  };
  const cluster = isClusterWished(wish)
    ? stack.use(await openWatchedCluster(wish, scope))
    : undefined;
  const places = {
    ...workloadOptions(environment),
    ...(cluster !== undefined && { pods: cluster.pods }),
  };
  const directory = stack.use(await openContainerDirectory(places, scope));
  const engine = engineControl(places, directory);
  const images = new LiveImages(
    {
      directory,
      proc: places.proc,
      reportDirectory,
      inspect: (id) => engine.inspect(id, scope.signal),
    },
    scope,
  );
  const names = peerNames(directory, cluster?.names);
  return {
    places,
    directory,
    images,
    cluster,
    names,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
