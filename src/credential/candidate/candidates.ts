import { words } from './words.ts';

/** Why a password can be guessed; all that is ever reported of it. */
export type CandidateClass =
  | 'empty'
  | 'vendor default'
  | 'equal to the user name'
  | 'derived from the user name'
  | 'equal to the service name'
  | 'top-40 list';

export interface Candidate {
  readonly password: string;
  readonly reason: CandidateClass;
}

/** What is known about whose password it is. */
export interface Owner {
  readonly user?: string;
  /** Id of the service in the catalogue. */
  readonly service?: string;
}

/**
 * The guesses for one account, likeliest first, each once: about 60. What a product is shipped with counts before what people
 * choose.
 */
export function candidatesFor({ user = '', service }: Owner): readonly Candidate[] {
  const found = new Map<string, CandidateClass>([['', 'empty']]);
  function add(reason: CandidateClass, passwords: readonly string[]): void {
    for (const password of passwords) if (!found.has(password)) found.set(password, reason);
  }
  const ofUser = words.byUser.get(user.toLowerCase()) ?? [];
  if (service !== undefined) {
    add('vendor default', words.byService.get(service) ?? []);
    add('vendor default', ofUser);
  }
  // Expensive hashes are tried with the first dozen only, so each class begins with its likeliest.
  if (user !== '') add('equal to the user name', [user]);
  add('vendor default', ofUser.slice(0, 3));
  add('top-40 list', words.common.slice(0, 3));
  if (user !== '') add('derived from the user name', variantsOf(user).slice(0, 4));
  add('top-40 list', words.common.slice(0, 14));
  add('vendor default', ofUser);
  if (user !== '') add('derived from the user name', variantsOf(user));
  if (service !== undefined) add('equal to the service name', [service, capitalised(service)]);
  add('top-40 list', words.common);
  return [...found].map(([password, reason]) => ({ password, reason }));
}

/** The class of a password that stands in clear; `undefined` when it is none that can be guessed. */
export function classOf(password: string, owner: Owner): CandidateClass | undefined {
  return candidatesFor(owner).find((candidate) => candidate.password === password)?.reason;
}

function variantsOf(user: string): readonly string[] {
  const lower = user.toLowerCase();
  const turned = Array.from(user).reverse().join('');
  const capital = capitalised(user);
  return [
    lower,
    `${user}1`,
    `${user}123`,
    capital,
    turned,
    `${user}1234`,
    `${capital}123`,
    `${user}@123`,
    `${user}!`,
    `${user}${user}`,
    `${user}pass`,
    `${user}password`,
    user.toUpperCase(),
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
