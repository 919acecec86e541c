import type { Dockerfile, FromInstruction, Instruction, PairsInstruction } from '../tree.ts';
import type { Hit } from './hit.ts';

/** Rules that BuildKit applies while it reads one instruction after the other. */
export function* readingHits(instruction: Instruction): Iterable<Hit> {
  if (instruction.kind === 'maintainer')
    yield {
      rule: 'MaintainerDeprecated',
      detail: 'Maintainer instruction is deprecated in favor of using label',
      instruction,
      span: instruction.span,
    };
  if (instruction.kind === 'from') yield* fromHits(instruction);
  if (instruction.kind === 'arg') yield* descriptionHits(instruction, argNames(instruction));
}

function* fromHits(from: FromInstruction): Iterable<Hit> {
  const { as, name, keyword } = from;
  const words = from.body.text.split(/[\t\v\f\r ]+/).length;
  if (words === 3 && name !== undefined && name.text !== name.text.toLowerCase())
    yield {
      rule: 'StageNameCasing',
      detail: `Stage name '${name.text}' should be lowercase`,
      instruction: from,
      span: name.span,
    };
  const wanted = words >= 3 && as !== undefined ? wantedAs(keyword, as.text) : undefined;
  if (as !== undefined && wanted !== undefined && wanted !== as.text)
    yield {
      rule: 'FromAsCasing',
      detail: `'${as.text}' and '${keyword}' keywords' casing do not match`,
      instruction: from,
      span: as.span,
    };
  if (name !== undefined) yield* descriptionHits(from, [name.text.toLowerCase()]);
}

/** `as` in the casing of FROM; `undefined` when FROM itself is mixed. */
export function wantedAs(keyword: string, as: string): string | undefined {
  if (keyword === keyword.toLowerCase()) return as.toLowerCase();
  return keyword === keyword.toUpperCase() ? as.toUpperCase() : undefined;
}

function argNames({ pairs }: PairsInstruction): readonly string[] {
  return pairs.map(({ key }) => key.text);
}

/** The last comment before ARG or a named FROM has to begin with the name. */
function* descriptionHits(
  instruction: FromInstruction | PairsInstruction,
  names: readonly string[],
): Iterable<Hit> {
  const last = instruction.comments.at(-1);
  const [first] = names;
  if (last === undefined || first === undefined) return;
  if (names.includes(last.text.split(' ', 1)[0] ?? '')) return;
  const keyword = instruction.kind === 'from' ? 'FROM' : 'ARG';
  const example = names.length > 1 ? '<arg_key>' : first;
  yield {
    rule: 'InvalidDefinitionDescription',
    detail: `Comment for ${keyword} should follow the format: \`# ${example} <description>\``,
    instruction,
    span: instruction.keywordSpan,
  };
}

const reserved = new Set(['context', 'scratch']);

/** Names of stages: those that mean something else, and those given twice. */
export function* stageNameHits({ stages }: Pick<Dockerfile, 'stages'>): Iterable<Hit> {
  const seen = new Set<string>();
  for (const { name, from } of stages) {
    if (name === undefined) continue;
    const place = { instruction: from, span: from.name?.span ?? from.span };
    if (reserved.has(name))
      yield {
        rule: 'ReservedStageName',
        detail: `Stage name should not use the same name as reserved stage ${JSON.stringify(name)}`,
        ...place,
      };
    if (seen.has(name))
      yield {
        rule: 'DuplicateStageName',
        detail: `Duplicate stage name ${JSON.stringify(name)}, stage names should be unique`,
        ...place,
      };
    seen.add(name);
  }
}

/** Keywords that are not in the casing of most; mixed ones do not vote, a tie means capitals. */
export function* casingHits({ stages }: Pick<Dockerfile, 'stages'>): Iterable<Hit> {
  const all = stages.flatMap(({ from, instructions }) => [from, ...instructions]);
  const isLower = mostlyLower(all);
  for (const instruction of all) {
    const { keyword, keywordSpan } = instruction;
    const wanted = isLower ? keyword.toLowerCase() : keyword.toUpperCase();
    if (keyword === wanted) continue;
    yield {
      rule: 'ConsistentInstructionCasing',
      detail: `Command '${keyword}' should match the case of the command majority (${isLower ? 'lowercase' : 'uppercase'})`,
      instruction,
      span: keywordSpan,
    };
  }
}

/** Whether more keywords are in lower case than in capitals. */
export function mostlyLower(instructions: readonly Instruction[]): boolean {
  let lead = 0;
  for (const { keyword } of instructions) {
    if (keyword === keyword.toLowerCase()) lead += 1;
    else if (keyword === keyword.toUpperCase()) lead -= 1;
  }
  return lead > 0;
}
