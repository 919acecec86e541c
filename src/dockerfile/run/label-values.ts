import type { Violation } from '#contract/check.ts';
import { isEmail, isGitHash, isRfc3339, isSemver, isUrl, wrongLabel } from './labels.ts';
import type { RuleFacts } from './rule-facts.ts';
import { isSpdx } from './spdx.ts';

/** A label that has to hold some text is empty. */
export function emptyLabel(facts: RuleFacts): readonly Violation[] {
  return wrongLabel(facts, 'text', (value) => value !== '');
}

/** A label that has to hold a URL holds none. */
export function urlLabel(facts: RuleFacts): readonly Violation[] {
  return wrongLabel(facts, 'url', isUrl);
}

/** A label that has to hold a date holds none. */
export function dateLabel(facts: RuleFacts): readonly Violation[] {
  return wrongLabel(facts, 'rfc3339', isRfc3339);
}

/** A label that has to hold a licence holds none. */
export function licenceLabel(facts: RuleFacts): readonly Violation[] {
  return wrongLabel(facts, 'spdx', isSpdx);
}

/** A label that has to hold a git hash holds none. */
export function hashLabel(facts: RuleFacts): readonly Violation[] {
  return wrongLabel(facts, 'hash', isGitHash);
}

/** A label that has to hold a version holds none. */
export function versionLabel(facts: RuleFacts): readonly Violation[] {
  return wrongLabel(facts, 'semver', isSemver);
}

/** A label that has to hold an e-mail address holds none. */
export function emailLabel(facts: RuleFacts): readonly Violation[] {
  return wrongLabel(facts, 'email', isEmail);
}
