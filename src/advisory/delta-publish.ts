import type { Scope } from '#contract/scope.ts';
import type { BuildOptions } from './build-options.ts';
import type { ManifestDelta, ManifestSegment } from './manifest.ts';
export function deltasSince(
  _segment: ManifestSegment,
  _options: BuildOptions,
  _scope: Scope,
): { readonly deltas?: readonly ManifestDelta[] } {
  return {};
}
