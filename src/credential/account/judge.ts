import { quote } from '#kit/text.ts';
import type { Location } from '#model/location.ts';
import type { Gap, Observation } from '#model/observation.ts';
import { type CandidateClass } from '../candidate/candidates.ts';
import { guessPasswords, type Target } from '../candidate/guess.ts';
import type { MakeFault } from '../checks.ts';
import type { HashForm } from '../hash/form.ts';
import { type Account, maxAccounts } from './account.ts';

/** One file of accounts, as its reader gave it. */
export interface Holding {
  /** What kind of file, for people. */
  readonly title: string;
  readonly path: string;
  readonly service?: string;
  readonly system: boolean;
  readonly accounts: readonly Account[];
}

/** Names whose owner rules the machine or the service. */
const powerful =
  /^(?:root|admin|administrator|sa|postgres|sys|system|elastic|toor|superuser|manager|enable)$/i;

/** Tries the candidates on all accounts of a file and says what is wrong with them, and what could not be tried. */
export function* judgeAccounts(holding: Holding, make: MakeFault): Iterable<Observation> {
  const accounts = holding.accounts.slice(0, maxAccounts);
  const withForm = accounts.flatMap((account) =>
    account.form ? [{ ...account, form: account.form }] : [],
  );
  const targets = withForm.map((account) => targetOf(account, holding.service));
  const { found, unfinished } = guessPasswords(targets);
  for (const [index, reason] of found) {
    const account = withForm[index];
    if (account !== undefined) yield guessed({ holding, account, reason }, make);
  }
  yield* emptyOnes(holding, accounts, make);
  yield* weakOnes(
    holding,
    withForm.filter((_, index) => !found.has(index)),
    make,
  );
  yield* gapsOf(holding, withForm, unfinished);
}

function targetOf({ user, form }: Account & { readonly form: HashForm }, service?: string): Target {
  return { user, form, ...(service !== undefined && { service }) };
}

interface Guessed {
  readonly holding: Holding;
  readonly account: Account & { readonly form: HashForm };
  readonly reason: CandidateClass;
}

function guessed({ holding, account, reason }: Guessed, make: MakeFault): Observation {
  const { user, form } = account;
  const place = placeOf(holding, account);
  const check =
    reason === 'empty'
      ? 'emptyPassword'
      : reason === 'vendor default'
        ? 'vendorDefault'
        : 'guessable';
  const violation = {
    message: `account ${quote(user)} in the ${holding.title} has a password that anyone can guess: ${reason} (${form.scheme})`,
    subject: user,
    identity: `${user}\0${form.scheme}`,
    ...(powerful.test(user) && { severity: 'critical' as const }),
    evidence: [
      { label: 'account', text: user },
      { label: 'scheme', text: form.scheme },
      { label: 'candidate', text: reason },
    ],
  };
  return { type: 'fault', location: place, fault: make(check, violation, place) };
}

function* emptyOnes(
  holding: Holding,
  accounts: readonly Account[],
  make: MakeFault,
): Iterable<Observation> {
  const empty = accounts.filter(({ form }) => form === undefined);
  if (empty.length === 0) return;
  if (holding.system) {
    const values = Object.fromEntries(
      empty.slice(0, 200).map(({ user, line }) => [user, `${line ?? 0}`]),
    );
    yield { type: 'fact', location: { path: holding.path }, topic: 'credential/empty', values };
    return;
  }
  for (const account of empty) {
    const place = placeOf(holding, account);
    const message = `account ${quote(account.user)} in the ${holding.title} needs no password`;
    const violation = { message, subject: account.user, identity: account.user };
    yield { type: 'fault', location: place, fault: make('emptyPassword', violation, place) };
  }
}

/** One fault for each weak scheme of a file. Passwords in clear are left to the search for secrets. */
function* weakOnes(
  holding: Holding,
  accounts: readonly (Account & { readonly form: HashForm })[],
  make: MakeFault,
): Iterable<Observation> {
  const bySchemes = Map.groupBy(
    accounts.filter(({ form }) => form.weakness !== undefined && form.scheme !== 'plain text'),
    ({ form }) => form.scheme,
  );
  for (const [scheme, [first, ...others]] of bySchemes) {
    if (first === undefined) continue;
    const who = quote(first.user) + (others.length > 0 ? ` and ${others.length} more` : '');
    const place = placeOf(holding, first);
    const violation = {
      message: `the ${holding.title} keeps the password of ${who} as ${scheme}: ${first.form.weakness ?? ''}`,
      subject: scheme,
      identity: scheme,
    };
    yield { type: 'fault', location: place, fault: make('weakHash', violation, place) };
  }
}

function* gapsOf(
  { path, title, accounts }: Holding,
  withForm: readonly (Account & { readonly form: HashForm })[],
  unfinished: number,
): Iterable<Gap> {
  const location = { path };
  const byReason = Map.groupBy(
    withForm.filter(({ form }) => form.verify === undefined),
    ({ form }) => `${form.scheme}: ${form.reason ?? ''}`,
  );
  for (const [reason, some] of byReason) {
    const detail = `the ${title} was not searched for weak passwords of ${some.length} accounts (${reason})`;
    const bomb = /more than is allowed|too many/.test(reason);
    yield { type: 'gap', location, reason: bomb ? 'too-large' : 'unsupported', detail };
  }
  if (unfinished > 0) {
    const detail = `the ${title} was not searched for all weak passwords of ${unfinished} accounts: the budget was spent`;
    yield { type: 'gap', location, reason: 'too-large', detail };
  }
  if (accounts.length > maxAccounts) {
    const detail = `the ${title} has ${accounts.length} accounts; the first ${maxAccounts} were searched`;
    yield { type: 'gap', location, reason: 'too-large', detail };
  }
}

function placeOf({ path }: Holding, { line }: Account): Location {
  return { path, ...(line !== undefined && { line }) };
}
