import type { Component } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { Match } from '#model/match.ts';
import type { Gap } from '#model/observation.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { AdvisoryIndex } from './advisory-index.ts';
import type { Plugin } from './plugin.ts';

export interface Matcher extends Plugin<'matcher'> {
  readonly ecosystems: readonly Ecosystem[];
  /** Pure and synchronous: the same component, system and index always give the same matches. */
  match(component: Component, context: MatchContext): Iterable<Match | Gap>;
}

export interface MatchContext {
  readonly index: AdvisoryIndex;
  readonly os?: OperatingSystem;
}
