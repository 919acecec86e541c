import { unreachable } from '#kit/never.ts';
import { loadArgo } from '../argo/load.ts';
import { loadAzure } from '../azure/load.ts';
import { loadCircleci } from '../circleci/load.ts';
import { loadDrone, loadWoodpecker } from '../drone/load.ts';
import { loadGitlab } from '../gitlab/load.ts';
import type { LoadInput } from '../load-input.ts';
import type { PipelineSubject } from '../model.ts';
import { loadTekton } from '../tekton/load.ts';
import type { SystemKind } from './file-kind.ts';

/** A file of a system whose files are YAML; `undefined` when it holds nothing of the system. */
export function loadSystem(
  input: LoadInput,
  kind: Exclude<SystemKind, 'jenkins'>,
): PipelineSubject | undefined {
  switch (kind) {
    case 'gitlab':
      return loadGitlab(input);
    case 'azure':
      return loadAzure(input);
    case 'tekton':
      return loadTekton(input);
    case 'circleci':
      return loadCircleci(input);
    case 'argo':
      return loadArgo(input);
    case 'drone':
      return loadDrone(input);
    case 'woodpecker':
      return loadWoodpecker(input);
    default:
      return unreachable(kind);
  }
}
