import { isTemplate } from '../account/properties.ts';
import { classOf } from '../candidate/candidates.ts';
import { recogniseMarkedHash } from '../hash/recognise.ts';
import { secretClass } from './evaluate.ts';
import type { ServiceRecord, ServiceSetting } from './record.ts';

/** Words that stand where a person has to write a secret. */
const placeholder =
  /change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|your[-_ ]|put your|unique phrase|insecure|not[-_ ]?(?:so[-_ ]?)?secret|keyboard[-_ ]cat|^(?:x+|todo|example|sample|dummy|placeholder|secret[-_ ]?key|super[-_ ]?secret.{0,12}|my[-_ ]?secret.{0,12}|dev|development|test|testing)$/i;

/** The class of a secret, which is all that leaves the place where it stands. */
export function classOfSecret(
  value: string,
  record: Pick<ServiceRecord, 'id'>,
  setting: Pick<ServiceSetting, 'user'>,
): string {
  if (value === '') return secretClass.empty;
  if (isTemplate(value)) return secretClass.template;
  const owner = { service: record.id, ...(setting.user !== undefined && { user: setting.user }) };
  if (classOf(value, owner) !== undefined || placeholder.test(value)) return secretClass.weak;
  return isGuessableHash(value, owner) ? secretClass.weak : secretClass.set;
}

const cheapGuess = 60_000;

/** A hash in place of the password (`$2y$…` on a command line), tried with the first candidates only. */
function isGuessableHash(
  value: string,
  { service, user = 'admin' }: { readonly service: string; readonly user?: string },
): boolean {
  const form = /^[$*{]/.test(value) ? recogniseMarkedHash(value, user) : undefined;
  if (form === undefined || form.cost > cheapGuess) return false;
  return ['', user, service, 'admin', 'password'].some((guess) => form.verify?.(guess) === true);
}
