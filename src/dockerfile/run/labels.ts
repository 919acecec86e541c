import type { Violation } from '#contract/check.ts';
import type { LabelType } from '../settings.ts';
import type { Pair } from '../tree.ts';
import { at, instructionsOf, type RuleFacts, subjectOf } from './rule-facts.ts';
import { lineage, resolveText, type StageFact } from './stage-facts.ts';

interface Label {
  readonly key: string;
  readonly value: string;
  readonly known: boolean;
  readonly pair: Pair;
  readonly fact: StageFact;
}

/** All labels of a file with variables put in. */
function labelsOf(facts: RuleFacts): readonly Label[] {
  return instructionsOf(facts, 'label').flatMap(({ instruction, outer, fact }) =>
    instruction.pairs.map((pair) => {
      const key = resolveText(facts.file, fact, { text: pair.key, index: outer.index });
      const value =
        pair.value === undefined
          ? { text: '', complete: true }
          : resolveText(facts.file, fact, { text: pair.value, index: outer.index });
      return { key: key.text, value: value.text, known: value.complete, pair, fact };
    }),
  );
}

const reserved = ['com.docker.', 'io.docker.', 'org.dockerproject.'];

/** A label key that Docker's rules do not allow. */
export function wrongLabelKey(facts: RuleFacts): readonly Violation[] {
  return labelsOf(facts).flatMap(({ key, pair, fact }) => {
    const isWrong =
      !/^[a-z]/.test(key) ||
      !/[a-z0-9]$/.test(key) ||
      /[^a-z0-9.\-_/]/.test(key) ||
      /\.\.|--/.test(key) ||
      reserved.some((prefix) => key.startsWith(prefix));
    if (!isWrong) return [];
    return [
      at(facts, pair.key.span, {
        ...subjectOf(fact),
        message: `label key "${key}"`,
        identity: key,
      }),
    ];
  });
}

/** A label that the schema asks for is nowhere. */
export function missingLabel(facts: RuleFacts): readonly Violation[] {
  const { labels } = facts.settings;
  if (labels.size === 0) return [];
  const all = labelsOf(facts);
  const copied = stagesCopiedFrom(facts);
  return facts.stages.flatMap((fact) => {
    const from = fact.stage?.from;
    if (from === undefined || fact.inherited || copied.has(fact.stage?.index ?? -1)) return [];
    const chain = lineage(fact);
    const present = new Set(
      all.filter((label) => chain.includes(label.fact)).map(({ key }) => key),
    );
    return [...labels.keys()]
      .filter((key) => !present.has(key))
      .map((key) =>
        at(facts, from.span, {
          ...subjectOf(fact),
          message: `label "${key}" is missing`,
          identity: key,
        }),
      );
  });
}

/** Numbers of the stages that others take files from: those become no images. */
function stagesCopiedFrom(facts: RuleFacts): ReadonlySet<number> {
  const flags = instructionsOf(facts, 'copy', 'run').flatMap(
    ({ instruction }) => instruction.flags,
  );
  const names = flags.flatMap(({ name, value }) => {
    const text = value?.text ?? '';
    if (name === 'from') return [text];
    return name === 'mount' ? [/(?:^|,)from=([^,]+)/.exec(text)?.[1] ?? ''] : [];
  });
  return new Set(
    names.map((name) =>
      /^\d{1,6}$/.test(name) ? Number(name) : (facts.names.get(name.toLowerCase()) ?? -1),
    ),
  );
}

/** A label that the schema does not know, where it must know all. */
export function unknownLabel(facts: RuleFacts): readonly Violation[] {
  const { labels, strictLabels } = facts.settings;
  if (!strictLabels) return [];
  return labelsOf(facts)
    .filter(({ key }) => !labels.has(key))
    .map(({ key, pair, fact }) =>
      at(facts, pair.key.span, {
        ...subjectOf(fact),
        message: `label "${key}" is not in the schema`,
        identity: key,
      }),
    );
}

/** Well-known labels of the OCI image specification (annotations.md) and what they hold. */
const wellKnown: ReadonlyMap<string, LabelType> = new Map([
  ['org.opencontainers.image.created', 'rfc3339'],
  ['org.opencontainers.image.url', 'url'],
  ['org.opencontainers.image.documentation', 'url'],
  ['org.opencontainers.image.source', 'url'],
]);

/** A label of some type whose value is none. */
export function wrongLabel(
  facts: RuleFacts,
  type: LabelType,
  isRight: (value: string) => boolean,
): readonly Violation[] {
  const { labels } = facts.settings;
  return labelsOf(facts)
    .filter(({ key, value, known }) => {
      const wanted = labels.get(key) ?? wellKnown.get(key);
      return wanted === type && known && !isRight(value);
    })
    .map(({ key, pair, fact }) =>
      at(facts, pair.span, {
        ...subjectOf(fact),
        message: `label "${key}" holds no ${names[type]}`,
        identity: key,
      }),
    );
}

const names: Readonly<Record<LabelType, string>> = {
  text: 'text',
  url: 'URL',
  rfc3339: 'RFC 3339 date',
  spdx: 'SPDX licence expression',
  hash: 'git hash',
  semver: 'semantic version',
  email: 'e-mail address',
};

/** Whether a text is an absolute URL. */
export function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(value) && URL.canParse(value);
}

/** Whether a text is a date with time and zone as in RFC 3339, section 5.6. */
export function isRfc3339(value: string): boolean {
  const date = '\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])';
  const time = '([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?';
  return new RegExp(`^${date}[Tt ]${time}([Zz]|[+-]\\d\\d:\\d\\d)$`).test(value);
}

/** Whether a text is a whole or shortened git hash. */
export function isGitHash(value: string): boolean {
  return /^([0-9a-f]{7,40}|[0-9a-f]{64})$/.test(value);
}

/** Whether a text is a version by Semantic Versioning 2.0.0. */
export function isSemver(value: string): boolean {
  const number = '(0|[1-9]\\d*)';
  const pre = '(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?';
  return (
    value.length <= 256 &&
    new RegExp(`^${number}\\.${number}\\.${number}${pre}(\\+[0-9A-Za-z-.]+)?$`).test(value)
  );
}

/** Whether a text is an e-mail address, with or without a name before it. */
export function isEmail(value: string): boolean {
  return value.length <= 320 && /^(?:[^<>]*<)?[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+>?$/.test(value);
}

const imageLabels = ['org.opencontainers.image.source', 'org.opencontainers.image.revision'];

/** Nothing in the image says which source it was built from. */
export function missingSourceLabels(facts: RuleFacts): readonly Violation[] {
  const fact = facts.stages.findLast(({ final }) => final);
  if (fact?.stage === undefined) return [];
  const chain = lineage(fact);
  const present = new Set(
    labelsOf(facts)
      .filter((label) => chain.includes(label.fact))
      .map(({ key }) => key),
  );
  const missing = imageLabels.filter((key) => !present.has(key));
  if (missing.length === 0) return [];
  return [
    at(facts, fact.stage.from.span, {
      ...subjectOf(fact),
      message: `no label ${missing.join(', ')}`,
      identity: 'labels',
    }),
  ];
}
