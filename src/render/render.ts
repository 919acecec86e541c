import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Rendered } from '#kube/object.ts';
import type { Gap } from '#model/observation.ts';
import { renderHelm } from './helm.ts';
import { renderKustomize } from './kustomize.ts';
import type { RenderPrograms } from './programs.ts';
import type { RenderUnit } from './units.ts';

/** A text that a program made of a file. */
export interface RenderedFile {
  /** The file that it comes from, as it stands in reports. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly rendered: Rendered;
}

/** How a unit is rendered. */
export interface RenderOptions {
  readonly programs: RenderPrograms;
  /** Files of values for charts, absolute. */
  readonly values: readonly string[];
  /** `key=value` for charts. */
  readonly set: readonly string[];
  readonly release: string;
  readonly namespace?: string;
  /** Minor version of Kubernetes that charts may ask for. */
  readonly minor: number;
  /** Reads a file of the unit, by its path from there; for the lines of templates. */
  read(path: string): Uint8Array | undefined;
}

export interface RenderResult {
  readonly files: readonly RenderedFile[];
  readonly gaps: readonly Gap[];
}

/** Renders a unit that lies at `directory` (absolute). What cannot be rendered is a gap; only an abort is thrown. */
export async function renderUnit(
  unit: RenderUnit,
  directory: string,
  options: RenderOptions,
  scope: Scope,
): Promise<RenderResult> {
  try {
    const files =
      unit.kind === 'helm'
        ? await renderHelm(unit, directory, options, scope)
        : await renderKustomize(unit, directory, options, scope);
    return { files, gaps: [] };
  } catch (error) {
    if (!(error instanceof CaissonError)) throw error;
    return { files: [], gaps: [gapOf(unit, error)] };
  }
}

function gapOf({ kind, path }: RenderUnit, { code, message, hint }: CaissonError): Gap {
  const what = kind === 'helm' ? 'Chart.yaml' : 'kustomization.yaml';
  return {
    type: 'gap',
    location: { path: path === '.' ? what : `${path}/${what}` },
    reason:
      code === 'limit.time' ? 'timed-out' : code.startsWith('limit.') ? 'too-large' : 'unsupported',
    detail: hint === undefined ? message : `${message}; ${hint}`,
  };
}
