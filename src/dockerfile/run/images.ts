import type { Violation } from '#contract/check.ts';
import type { Word } from '../tree.ts';
import { at, instructionsOf, type RuleFacts, subjectOf } from './rule-facts.ts';
import type { StageFact } from './stage-facts.ts';

/** An image reference in its parts. */
interface ImageName {
  readonly name: string;
  readonly registry: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** `registry:5000/a/b:tag@sha256:…`; without a registry it is Docker Hub's. */
function imageName(text: string): ImageName {
  const [rest = '', digest] = text.split('@');
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  const name = hasTag ? rest.slice(0, colon) : rest;
  const host = name.slice(0, Math.max(0, name.indexOf('/')));
  const isHost = host === 'localhost' || /[.:]/.test(host);
  return {
    name,
    registry: isHost ? host : 'docker.io',
    ...(hasTag && { tag: rest.slice(colon + 1) }),
    ...(digest !== undefined && { digest }),
  };
}

/** Base images of the file that are no stages, with variables put in. */
function bases(
  facts: RuleFacts,
): readonly { fact: StageFact; word: Word; text: string; complete: boolean }[] {
  return facts.stages.flatMap((fact) => {
    const word = fact.stage?.from.image;
    const { base } = fact;
    if (word === undefined || base === undefined || base.text === 'scratch') return [];
    const earlier = facts.names.get(base.text.toLowerCase());
    const isStage = earlier !== undefined && earlier < (fact.stage?.index ?? 0);
    return isStage ? [] : [{ fact, word, text: base.text, complete: base.complete }];
  });
}

/** A base image without tag and digest: whatever `latest` is that day. */
export function untaggedBase(facts: RuleFacts): readonly Violation[] {
  return bases(facts).flatMap(({ fact, word, text, complete }) => {
    const { tag, digest } = imageName(text);
    const last = text.slice(text.lastIndexOf('/') + 1);
    const isOpen = !complete && (/[:@]\$|^\$/.test(last) || mayBeStage(facts, text));
    if (isOpen || tag !== undefined || digest !== undefined || text === '') return [];
    const message = `"${text}" has neither tag nor digest`;
    return [at(facts, word.span, { ...subjectOf(fact), message, identity: text })];
  });
}

/** Whether a name with an open variable may be that of a stage: `build-$TARGETOS`. */
function mayBeStage({ names }: RuleFacts, text: string): boolean {
  const prefix = text.slice(0, text.indexOf('$')).toLowerCase();
  return prefix !== '' && [...names.keys()].some((name) => name.startsWith(prefix));
}

/** A base image by the tag `latest`. */
export function latestBase(facts: RuleFacts): readonly Violation[] {
  return bases(facts).flatMap(({ fact, word, text }) => {
    const { tag, digest } = imageName(text);
    if (tag !== 'latest' || digest !== undefined) return [];
    return [
      at(facts, word.span, {
        ...subjectOf(fact),
        message: `"${text}" moves with every release`,
        identity: text,
      }),
    ];
  });
}

/** A base image without digest: its publisher can replace it. */
export function undigestedBase(facts: RuleFacts): readonly Violation[] {
  return bases(facts).flatMap(({ fact, word, text, complete }) => {
    const { digest, tag } = imageName(text);
    if (!complete || digest !== undefined || tag === undefined || tag === 'latest') return [];
    return [
      at(facts, word.span, {
        ...subjectOf(fact),
        message: `"${text}" is not pinned to a digest`,
        identity: text,
      }),
    ];
  });
}

/** An image from a registry that the project does not trust. */
export function untrustedRegistry(facts: RuleFacts): readonly Violation[] {
  const { trustedRegistries } = facts.settings;
  if (trustedRegistries.length === 0) return [];
  const used = [
    ...bases(facts).map(({ fact, word, text }) => ({ fact, span: word.span, text })),
    ...copiedFrom(facts),
  ];
  return used.flatMap(({ fact, span, text }) => {
    const { registry } = imageName(text);
    if (trustedRegistries.some((trusted) => isTrusted(trusted, registry))) return [];
    return [
      at(facts, span, {
        ...subjectOf(fact),
        message: `registry "${registry}" is not trusted`,
        identity: text,
      }),
    ];
  });
}

/** Images, not stages, that COPY and mounts take files from. */
function copiedFrom(
  facts: RuleFacts,
): readonly { fact: StageFact; span: Word['span']; text: string }[] {
  const copies = instructionsOf(facts, 'copy', 'run').flatMap(({ instruction, fact }) =>
    instruction.flags.flatMap((flag) => {
      const value = flag.value?.text ?? '';
      if (flag.name === 'from') return [{ fact, span: flag.span, text: value }];
      if (flag.name !== 'mount') return [];
      const from = /(?:^|,)from=([^,]+)/.exec(value)?.[1];
      return from === undefined ? [] : [{ fact, span: flag.span, text: from }];
    }),
  );
  return copies.filter(({ text }) => !isStageName(facts, text) && text !== 'scratch');
}

/** Whether a text names a stage, or a stage's number. */
function isStageName({ names }: RuleFacts, text: string): boolean {
  return /^\d+$/.test(text) || names.has(text.toLowerCase());
}

function isTrusted(trusted: string, registry: string): boolean {
  if (trusted === '*') return true;
  if (isDockerHub(trusted) && isDockerHub(registry)) return true;
  if (trusted.startsWith('*')) return registry.endsWith(trusted.slice(1));
  if (trusted.endsWith('*')) return registry.startsWith(trusted.slice(0, -1));
  return trusted === registry;
}

function isDockerHub(name: string): boolean {
  return /^(docker\.io|hub\.docker\.com|index\.docker\.io|registry-1\.docker\.io)$/.test(name);
}
