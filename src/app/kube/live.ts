import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { GatheredObjects } from './objects.ts';

/** Which cluster, and as whom. */
export interface ClusterRequest {
  /** Files of `--kubeconfig`; absent: as kubectl finds them. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Where relative paths begin. */
  readonly directory: string;
}

/** Lists everything that questions about a cluster need. Values of Secrets are never asked for. */
export function readCluster(_request: ClusterRequest, _scope: Scope): Promise<GatheredObjects> {
  throw new CaissonError('usage.invalid-argument', 'name files or directories');
}
