import type { Violation } from '#contract/check.ts';
import type { InstructionKind, ValueInstruction } from '../tree.ts';
import { at, type InstructionOf, isOf, type RuleFacts, subjectOf } from './rule-facts.ts';
import { lineage, resolveText, type StageFact } from './stage-facts.ts';

/** The stage that becomes the image; `undefined` for a file without instructions. */
function finalStage({ stages }: RuleFacts): StageFact | undefined {
  return stages.findLast(({ final }) => final);
}

/** The last instruction of a kind in a stage or what it is built from. */
export function lastOf<Kind extends InstructionKind>(
  fact: StageFact,
  kind: Kind,
): InstructionOf<Kind> | undefined {
  for (const each of lineage(fact)) {
    const found = each.instructions.findLast((instruction) => isOf(instruction, [kind]));
    if (found !== undefined && isOf(found, [kind])) return found;
  }
  return undefined;
}

/** Whether a USER is the superuser. */
function isRootUser(text: string): boolean {
  const [user = ''] = text.replace(/^["']|["']$/g, '').split(':');
  return user === 'root' || /^0+$/.test(user) || user.endsWith('\\root');
}

/** The image runs as root because its last USER says so. */
export function rootUser(facts: RuleFacts): readonly Violation[] {
  return facts.stages.flatMap((fact) => {
    if (!fact.final && fact.stage !== undefined) return [];
    const user = lastOf(fact, 'user');
    if (user?.value === undefined) return [];
    const { text } = resolveText(facts.file, fact, { text: user.value, index: user.index });
    if (!isRootUser(text)) return [];
    return [
      at(facts, user.span, {
        ...subjectOf(fact),
        message: `the image runs as "${text}"`,
        identity: 'user',
      }),
    ];
  });
}

/** The image runs as whatever its base runs as, which is root nearly always. */
export function noUser(facts: RuleFacts): readonly Violation[] {
  const fact = finalStage(facts);
  if (fact?.stage === undefined || lastOf(fact, 'user') !== undefined) return [];
  if (isBaseUnprivileged(facts, fact)) return [];
  return [at(facts, fact.stage.from.span, { ...subjectOf(fact), identity: 'no user' })];
}

/** Whether the base image is known, or promises, to run as another user than root. */
function isBaseUnprivileged({ target }: RuleFacts, fact: StageFact): boolean {
  const inherited = target?.user;
  if (inherited?.known === true) return !isRootUser(inherited.value);
  return isKnownUnprivileged(lineage(fact).at(-1)?.base?.text ?? '');
}

/** Base images whose publishers promise another user than root. */
function isKnownUnprivileged(image: string): boolean {
  return /(^|[-:])nonroot(@|$|-)|-unprivileged(:|@|$)|^cgr\.dev\//.test(image);
}

/** USER by name: Kubernetes cannot tell that it is not root. */
export function namedUser(facts: RuleFacts): readonly Violation[] {
  return usersOf(facts).flatMap(({ fact, user }) => {
    const word = user.value;
    if (word === undefined || word.text.startsWith('$')) return [];
    const { text, complete } = resolveText(facts.file, fact, { text: word, index: user.index });
    const [name = ''] = text.replace(/^["']|["']$/g, '').split(':');
    if (!complete || /^\d+$/.test(name) || name === '') return [];
    return [
      at(facts, word.span, {
        ...subjectOf(fact),
        message: `user "${name}" is given by name`,
        identity: name,
      }),
    ];
  });
}

function usersOf({ stages }: RuleFacts): readonly { fact: StageFact; user: ValueInstruction }[] {
  return stages.flatMap((fact) =>
    fact.instructions.flatMap((user) => (user.kind === 'user' ? [{ fact, user }] : [])),
  );
}

/** Nothing says how to tell whether the container works. */
export function noHealthcheck(facts: RuleFacts): readonly Violation[] {
  const fact = finalStage(facts);
  if (fact?.stage === undefined || fact.stage.from.image === undefined) return [];
  if (lastOf(fact, 'healthcheck') !== undefined || facts.target?.healthcheck !== undefined)
    return [];
  return [at(facts, fact.stage.from.span, { ...subjectOf(fact), identity: 'no healthcheck' })];
}
