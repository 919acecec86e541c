import type { Digest } from './digest.ts';

/**
 * Where something was seen. `path` is absolute inside the artifact and uses `/`; an archive inside a file follows after `!`
 * (`/app.war!/WEB-INF/lib/a.jar`). `layer` is the diffID of the layer that brought it. `line` counts from 1.
 */
export interface Location {
  readonly path: string;
  readonly layer?: Digest;
  readonly line?: number;
}
