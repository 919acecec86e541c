import type { Violation } from '#contract/check.ts';
import { fieldOf, textMapOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const named = /^(?:.*[^A-Za-z])?(?:user_?name|e?mail|phone|iban)$/i;
const line =
  /^[\s"'-]{0,32}(?:[\w.-]{0,64}[._-])?(?:user_?name|e?mail|phone|iban|key)["']?\s{0,8}[:=]\s{0,8}\S/im;
const address = /\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}\b/;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/ConfigMap')) return;
  for (const [key, value] of textMapOf(fieldOf(object.body, 'data'))) {
    const text = value.slice(0, 65_536);
    if (!named.test(key) && !line.test(text) && !address.test(text)) continue;
    yield { message: `"${key}" looks like data about people`, identity: key, field: ['data', key] };
  }
}
