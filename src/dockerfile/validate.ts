import { trimSpace } from './characters.ts';
import { complaintOfFlags } from './flag-rules.ts';
import { heredocWord } from './heredoc.ts';
import { instructionNames } from './instruction.ts';
import { complaintOfMounts } from './mount.ts';
import { withSuggestion } from './suggest.ts';
import type {
  CopyInstruction,
  Instruction,
  PairsInstruction,
  ProblemCode,
  ValueInstruction,
  WordsInstruction,
} from './tree.ts';

/** Why BuildKit refuses an instruction that it could read. */
export interface Complaint {
  readonly code: ProblemCode;
  readonly message: string;
}

/** The first reason to refuse an instruction; `inStage` tells whether a FROM stands before it. */
export function complaintOf(instruction: Instruction, inStage: boolean): Complaint | undefined {
  const own = complaintOfInstruction(instruction);
  if (own !== undefined) return own;
  const needsStage = instruction.kind !== 'from' && instruction.kind !== 'arg';
  if (!needsStage || inStage) return undefined;
  return { code: 'before-from', message: 'no build stage in current context' };
}

function complaintOfInstruction(instruction: Instruction): Complaint | undefined {
  if (instruction.kind === 'unknown') {
    const message = withSuggestion(
      `unknown instruction: ${instruction.keyword}`,
      instruction.keyword,
      { options: instructionNames, caseSensitive: false },
    );
    return { code: 'unknown-instruction', message };
  }
  // The order of BuildKit: some look at the arguments first, some at the flags.
  const flags = complaintOfFlags(instruction);
  const bad = flagsFirst.has(instruction.kind) ? flags : undefined;
  if (bad !== undefined) return { code: 'bad-flag', message: bad };
  const message = complaintOfArguments(instruction);
  if (message !== undefined) return { code: 'bad-arguments', message };
  return flags === undefined ? undefined : { code: 'bad-flag', message: flags };
}

const flagsFirst: ReadonlySet<string> = new Set([
  'env',
  'label',
  'run',
  'cmd',
  'entrypoint',
  'shell',
]);

function complaintOfArguments(instruction: Instruction): string | undefined {
  const name = instruction.keyword.toUpperCase();
  if ('pairs' in instruction) return complaintOfPairs(instruction, name);
  if (isValue(instruction) && instruction.value === undefined)
    return `${name} requires exactly one argument`;
  return complaintOfKind(instruction, name);
}

function complaintOfKind(instruction: Instruction, name: string): string | undefined {
  switch (instruction.kind) {
    case 'from':
      return complaintOfFrom(instruction.body.text);
    case 'expose':
    case 'volume':
      return complaintOfWords(instruction, name);
    case 'copy':
    case 'add':
      return complaintOfCopy(instruction, name);
    case 'shell':
      return complaintOfShell(instruction);
    case 'healthcheck':
      return complaintOfHealthcheck(instruction);
    case 'onbuild':
      return complaintOfTrigger(instruction);
    default:
      return complaintOfMounts(instruction);
  }
}

type Of<Kind extends Instruction['kind']> = Extract<Instruction, { kind: Kind }>;

function isValue(instruction: Instruction): instruction is ValueInstruction {
  return ['user', 'workdir', 'stopsignal', 'maintainer'].includes(instruction.kind);
}

function complaintOfPairs({ pairs }: PairsInstruction, name: string): string | undefined {
  if (pairs.length === 0) return `${name} requires at least one argument`;
  return pairs.some(({ key }) => key.text === '') ? `${name} names can not be blank` : undefined;
}

function complaintOfWords({ kind, words }: WordsInstruction, name: string): string | undefined {
  if (words.length === 0) return `${name} requires at least one argument`;
  if (kind === 'expose' || words.every(({ text }) => trimSpace(text) !== '')) return undefined;
  return 'VOLUME specified can not be an empty string';
}

function complaintOfCopy({ destination }: CopyInstruction, name: string): string | undefined {
  if (destination === undefined)
    return `${name} requires at least two arguments, but only one was provided. Destination could not be determined`;
  return heredocWord(destination.text) === undefined
    ? undefined
    : `${name} cannot accept a heredoc as a destination`;
}

function complaintOfShell({ words, body }: Of<'shell'>): string | undefined {
  if (words.length > 0) return undefined;
  return body.text === '' || body.text.startsWith('[')
    ? 'SHELL requires at least one argument'
    : 'SHELL requires the arguments to be in JSON form';
}

const stageName = /^[a-z][a-z0-9-_.]*$/;

function complaintOfFrom(body: string): string | undefined {
  const words = body === '' ? [] : body.split(/[\t\v\f\r ]+/);
  const [, as = '', name = ''] = words;
  if (words.length === 3 && as.toLowerCase() === 'as') {
    if (stageName.test(name.toLowerCase())) return undefined;
    return `invalid name for build stage: ${JSON.stringify(name)}, name can't start with a number or contain symbols`;
  }
  return words.length === 1 ? undefined : 'FROM requires either one or three arguments';
}

function complaintOfHealthcheck({ body, test, command }: Of<'healthcheck'>): string | undefined {
  if (body.text === '') return 'HEALTHCHECK requires at least one argument';
  const type = body.text.split(/\s/, 1)[0] ?? '';
  if (test === 'none')
    return command === undefined ? undefined : 'HEALTHCHECK NONE takes no arguments';
  if (test === undefined)
    return `Unknown type ${JSON.stringify(type.toUpperCase())} in HEALTHCHECK (try CMD)`;
  const empty = command === undefined || (command.form === 'exec' && command.words.length === 0);
  return empty ? 'Missing command after HEALTHCHECK CMD' : undefined;
}

function complaintOfTrigger({ instruction }: Of<'onbuild'>): string | undefined {
  if (instruction === undefined) return 'ONBUILD requires at least one argument';
  if (instruction.kind === 'onbuild') return "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
  if (instruction.kind === 'from' || instruction.kind === 'maintainer')
    return `${instruction.keyword.toUpperCase()} isn't allowed as an ONBUILD trigger`;
  return undefined;
}
