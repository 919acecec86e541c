import type { Violation } from '#contract/check.ts';
import { spanOf } from '../mapped-text.ts';
import type { CopyInstruction, Word } from '../tree.ts';
import { at, instructionsOf, type Placed, type RuleFacts, subjectOf } from './rule-facts.ts';
import { lineage, resolveText } from './stage-facts.ts';

const archive = /\.(tar|tgz|tbz2?|txz|tlz|tzst|gz|bz2|xz|lzma|zst|Z|lz|tar\.\w+)$/i;
const unpacked = /\.(tar|tgz|tbz2?|txz|tlz|tzst|tb2|taz|tz2|tar\.\w+|gz|bz2|xz|lzma|Z|lz|zst)$/i;

/** ADD of something that it neither fetches nor unpacks. */
export function needlessAdd(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'add').flatMap((placed) => {
    const { instruction, outer, fact } = placed;
    const plain = instruction.sources.filter(
      (source) => !needsAdd(resolved(facts, placed, source)),
    );
    const [first] = plain;
    if (first === undefined || plain.length < instruction.sources.length) return [];
    const edit = {
      span: instruction.keywordSpan,
      text: instruction.keyword === 'add' ? 'copy' : 'COPY',
    };
    const range = at(facts, edit.span).range;
    const isFixable =
      range !== undefined &&
      !instruction.flags.some(({ name }) => /^(checksum|keep-git-dir|unpack)$/.test(name));
    return [
      at(facts, outer.keywordSpan, {
        ...subjectOf(fact),
        identity: instruction.sources
          .map(({ text }) => text)
          .join(' ')
          .slice(0, 200),
        ...(isFixable && {
          fixes: [
            {
              title: 'use COPY',
              safety: 'safe' as const,
              edits: [{ start: range.start, end: range.end, text: edit.text }],
            },
          ],
        }),
      }),
    ];
  });
}

function needsAdd(text: string): boolean {
  return (
    isRemote(text) ||
    unpacked.test(text) ||
    text.startsWith('<<') ||
    (text.includes('*.') && unpacked.test(text))
  );
}

/** Whether ADD fetches it: a URL, or a git repository. */
function isRemote(text: string): boolean {
  return /^(https?|ftp|git|ssh):\/\//i.test(text) || /^[\w.-]+@[\w.-]+:/.test(text);
}

function resolved(facts: RuleFacts, { fact, outer }: Placed<'add' | 'copy'>, text: Word): string {
  return resolveText(facts.file, fact, { text, index: outer.index }).text;
}

/** What ADD fetches, with the flags that say what it must be. */
function remoteAdds(
  facts: RuleFacts,
  isMeant: (url: string, instruction: CopyInstruction) => boolean,
  messageOf: (url: string) => string,
): readonly Violation[] {
  return instructionsOf(facts, 'add').flatMap((placed) =>
    placed.instruction.sources.flatMap((source) => {
      const url = resolved(facts, placed, source);
      if (!isRemote(url) || !isMeant(url, placed.instruction)) return [];
      const shown = url.replace(/\/\/[^/@]*@/, '//');
      return [
        at(facts, source.span, {
          ...subjectOf(placed.fact),
          message: messageOf(shown),
          identity: shown.slice(0, 200),
        }),
      ];
    }),
  );
}

/** A file fetched by ADD may be another one tomorrow. */
export function uncheckedAdd(facts: RuleFacts): readonly Violation[] {
  return remoteAdds(
    facts,
    (url, { flags }) =>
      /^https?:/i.test(url) &&
      !/\.git(#|$)/.test(url) &&
      !flags.some(({ name }) => name === 'checksum'),
    (url) => `nothing says what "${url}" must be`,
  );
}

/** A file fetched by ADD without encryption. */
export function plainAdd(facts: RuleFacts): readonly Violation[] {
  return remoteAdds(
    facts,
    (url, { flags }) =>
      /^(http|ftp|git):\/\//i.test(url) && !flags.some(({ name }) => name === 'checksum'),
    (url) => `"${url}" is fetched without encryption`,
  );
}

/** COPY of several things to a target that is not marked as a directory. */
export function copyToFile(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'copy').flatMap(({ instruction, fact }) => {
    const { sources, destination } = instruction;
    if (destination === undefined || sources.length < 2 || isHistory(sources)) return [];
    const target = destination.text.replace(/^(["'])(.*)\1$/, '$2');
    if (target.endsWith('/') || target.endsWith('\\') || target === '.' || target === '') return [];
    const range = at(facts, destination.span).range;
    const isPlain = /^[^"'`]*$/.test(destination.text) && range !== undefined;
    return [
      at(facts, destination.span, {
        ...subjectOf(fact),
        message: `several sources are copied to "${target}", which does not end in a slash`,
        identity: target,
        ...(isPlain && {
          fixes: [
            {
              title: 'end the target with a slash',
              safety: 'safe' as const,
              edits: [{ start: range.end, end: range.end, text: '/' }],
            },
          ],
        }),
      }),
    ];
  });
}

/** `COPY file:<digest> in /`, as the history of an image writes it. */
function isHistory([first, second]: readonly Word[]): boolean {
  return second?.text === 'in' && /^(file|multi|dir):[0-9a-f]{64}$/.test(first?.text ?? '');
}

/** `COPY --from` of something that is no earlier stage. */
export function copyFromNowhere(facts: RuleFacts): readonly Violation[] {
  return fromFlags(facts).flatMap(({ value, span, index, fact }) => {
    if (/[:@/$]/.test(value) || value === '') return [];
    const isNumber = /^\d+$/.test(value);
    const stage = isNumber ? Number(value) : facts.names.get(value.toLowerCase());
    if (stage !== undefined && (stage < index || (!isNumber && stage === index))) return [];
    const message = `"${value}" is no earlier stage, so it is an image without a tag`;
    return [at(facts, span, { ...subjectOf(fact), message, identity: value })];
  });
}

/** `COPY --from` of the stage itself. */
export function copyFromItself(facts: RuleFacts): readonly Violation[] {
  return fromFlags(facts).flatMap(({ value, span, index, fact }) => {
    if (value === '') return [];
    const named = facts.names.get(value.toLowerCase());
    const isOwn = value === String(index) || (named === index && fact.stage !== undefined);
    return isOwn ? [at(facts, span, { ...subjectOf(fact), identity: value })] : [];
  });
}

function fromFlags(facts: RuleFacts) {
  return instructionsOf(facts, 'copy').flatMap(({ instruction, fact }) =>
    instruction.flags
      .filter(({ name }) => name === 'from')
      .map((flag) => ({
        value: flag.value?.text ?? '',
        span: flag.value === undefined ? flag.span : spanOf(flag.value),
        index: fact.stage?.index ?? 0,
        fact,
      })),
  );
}

/** The whole root of another stage or image is copied over the own one. */
export function copyRootToRoot(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'copy').flatMap(({ instruction, fact }) => {
    const isRoot =
      instruction.sources.length === 1 &&
      unquoted(instruction.sources[0]?.text) === '/' &&
      unquoted(instruction.destination?.text) === '/';
    const from = instruction.flags.find(({ name }) => name === 'from');
    if (!isRoot || from === undefined) return [];
    const isEmpty = lineage(fact).at(-1)?.base?.text === 'scratch';
    return isEmpty ? [] : [at(facts, from.span, { ...subjectOf(fact), identity: from.text })];
  });
}

function unquoted(text: string | undefined): string | undefined {
  return text?.replace(/^(["'])(.*)\1$/, '$2');
}

/** COPY to a relative target where nothing says relative to what. */
export function copyWithoutWorkdir(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'copy').flatMap(({ instruction, outer, fact }) => {
    const { destination } = instruction;
    const target = destination?.text.replace(/^["']|["']$/g, '') ?? '';
    if (destination === undefined || /^(\/|\\|\$|[a-zA-Z]:[\\/])/.test(target) || target === '')
      return [];
    const isSet = lineage(fact).some((each) =>
      each.instructions.some(
        (before) =>
          (before.kind === 'workdir' ||
            (before.kind === 'onbuild' && before.instruction?.kind === 'workdir')) &&
          (each !== fact || before.index < outer.index),
      ),
    );
    if (isSet) return [];
    return [
      at(facts, destination.span, {
        ...subjectOf(fact),
        message: `"${target}" is relative, and no WORKDIR says to what`,
        identity: target,
      }),
    ];
  });
}

/** An archive is copied and unpacked, so that it stays in a layer of its own. */
export function copiedArchive(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'copy').flatMap(({ instruction, outer, fact }) => {
    if (instruction.flags.some(({ name }) => name === 'from')) return [];
    const archives = instruction.sources.filter(({ text }) =>
      archive.test(text.replace(/["']/g, '')),
    );
    const used = archives.filter(({ text }) =>
      isUnpackedLater(facts, {
        fact,
        text,
        index: outer.index,
        target: instruction.destination?.text ?? '',
      }),
    );
    const [first] = used;
    return first === undefined
      ? []
      : [at(facts, first.span, { ...subjectOf(fact), identity: first.text })];
  });
}

interface Archive {
  readonly fact: Placed<'copy'>['fact'];
  readonly text: string;
  readonly target: string;
  readonly index: number;
}

function isUnpackedLater(facts: RuleFacts, { fact, text, target, index }: Archive): boolean {
  const names = [baseName(text), baseName(target)].filter((name) => archive.test(name));
  return facts.runs.some(
    (run) =>
      run.fact === fact &&
      run.outer.index > index &&
      run.run.script.commands.some(
        (command) =>
          /^(g?tar|bsdtar|unzip|gunzip|bunzip2|unxz|unlzma|zcat|gzcat|uncompress|unzstd|bzcat|xzcat|pax|cpio|7z|7za)$/.test(
            command.name,
          ) &&
          isUnpacking(
            command.name,
            command.argv.map(({ value }) => value),
          ) &&
          command.argv.some(({ value }) => names.includes(baseName(value))),
      ),
  );
}

function isUnpacking(name: string, words: readonly string[]): boolean {
  if (!name.endsWith('tar')) return true;
  return words
    .slice(1)
    .some(
      (word, at) =>
        /^-[a-zA-Z]*x|^--(extract|get)$/.test(word) || (at === 0 && /^[a-zA-Z]*x/.test(word)),
    );
}

function baseName(path: string): string {
  const cleaned = path.replace(/["']/g, '');
  return cleaned.slice(Math.max(cleaned.lastIndexOf('/'), cleaned.lastIndexOf('\\')) + 1);
}
