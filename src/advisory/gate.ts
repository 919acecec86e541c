import type { GateOptions } from './build-options.ts';
import type { Manifest } from './manifest.ts';
export function checkGates(
  _manifest: Manifest,
  _previous: Manifest | undefined,
  _options: GateOptions,
  _place: { readonly today: string; readonly work: string },
): void {}
