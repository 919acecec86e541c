import type { GroovyBlock, PlacedCall } from './groovy.ts';

/** What only Jenkinsfiles have. */
export interface JenkinsFacts {
  readonly block: GroovyBlock;
  /** All calls, in order, with the calls around them. */
  readonly calls: readonly PlacedCall[];
}
