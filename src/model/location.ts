import type { Digest } from './digest.ts';

/**
 * Where something was seen. `path` is absolute inside the artifact and uses `/`; an archive inside a file follows after `!`
 * (`/app.war!/WEB-INF/lib/a.jar`). `layer` is the diffID of the layer that brought it. In a field of the image
 * `path` names it and has no slash first: `config.Env[3]`, `history[7]`. `line` and `column` count from 1, columns in UTF-16 code
 * units; the end is where the first character behind the place stands.
 */
export interface Location {
  readonly path: string;
  readonly layer?: Digest;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The field of a structured document, as people write it: `spec.containers[0].image`. */
  readonly field?: string;
  /** Full id of the commit that brought it, in the history of a repository. */
  readonly commit?: string;
}
