import type { Severity } from '#model/severity.ts';
import { namesOf, type RuleFacts } from './candidate.ts';
import type { Expression, Span } from './expression.ts';

/** A rule that a user brought. It looks at whole texts where one of its keywords stands in them. */
export interface UserRule {
  readonly facts: RuleFacts;
  /** Absent: the path alone is the finding. */
  readonly expression?: Expression;
  /** Lower case; empty: every text is looked at. */
  readonly keywords: readonly string[];
  readonly severity: Severity;
  readonly entropy?: number;
  readonly path?: (path: string) => boolean;
  /** Blocks of text in which the rule is silent. */
  readonly blocks: readonly Expression[];
}

/** What is known of a match when it is asked whether a user accepts it. */
export interface Sighting {
  readonly facts: RuleFacts;
  readonly path: string;
  readonly secret: string;
  readonly match: string;
  readonly line: string;
}

/** An allowance of a user's configuration. */
export interface AllowRule {
  /** Ids of the rules it is for; absent: all. */
  readonly rules?: ReadonlySet<string>;
  readonly allows: (sighting: Sighting) => boolean;
}

/** A secret that a baseline lists: it is still reported, as accepted. */
export interface AcceptedSecret {
  /** For people: where it is listed. */
  readonly marker: string;
  readonly accepts: (sighting: Sighting & { readonly lineNumber: number }) => boolean;
}

/** What users' configurations and baselines say, all together. */
export interface Screen {
  readonly rules: readonly UserRule[];
  /** Whether a rule of ours works at all. */
  readonly isOn: (facts: Pick<RuleFacts, 'id' | 'aliases'>) => boolean;
  readonly allow: readonly AllowRule[];
  /** Blocks of text in which all rules are silent. */
  readonly blocks: readonly Expression[];
  readonly accepted: readonly AcceptedSecret[];
}

/** Whether a configuration allows it, so that it is not reported. */
export function isAllowed(screen: Screen, sighting: Sighting): boolean {
  const names = namesOf(sighting.facts);
  return screen.allow.some(
    ({ rules, allows }) =>
      (rules === undefined || names.some((name) => rules.has(name))) && allows(sighting),
  );
}

const mostBlocks = 10_000;

/** Where the expressions match a text. */
export function spansOf(expressions: readonly Expression[], text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const expression of expressions) {
    let at = 0;
    while (spans.length < mostBlocks) {
      const found = expression.find(text, at);
      if (found === undefined) break;
      spans.push({ start: found.start, end: found.end });
      at = Math.max(found.end, found.start + 1);
    }
  }
  return spans;
}

/** One screen of several: what any allows is allowed, and a rule is off where any switches it off. */
export function joinScreens(screens: readonly Screen[]): Screen {
  return {
    rules: screens.flatMap(({ rules }) => rules),
    isOn: (facts) => screens.every(({ isOn }) => isOn(facts)),
    allow: screens.flatMap(({ allow }) => allow),
    blocks: screens.flatMap(({ blocks }) => blocks),
    accepted: screens.flatMap(({ accepted }) => accepted),
  };
}
