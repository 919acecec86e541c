import type { Violation } from '#contract/check.ts';
import type { Word } from '../tree.ts';
import { at, instructionsOf, type RuleFacts, subjectOf } from './rule-facts.ts';
import { resolveText, type StageFact } from './stage-facts.ts';

/** A port, or a range of them, that an image declares. */
interface Exposed {
  readonly word: Word;
  readonly fact: StageFact;
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
}

/** The ports of all EXPOSE instructions whose numbers are known. */
function exposedPorts(facts: RuleFacts): readonly Exposed[] {
  return instructionsOf(facts, 'expose').flatMap(({ instruction, outer, fact }) =>
    instruction.words.flatMap((word) => {
      const { text } = resolveText(facts.file, fact, { text: word, index: outer.index });
      return text.split(/\s+/).flatMap((each) => portOf(each, word, fact));
    }),
  );
}

function portOf(text: string, word: Word, fact: StageFact): readonly Exposed[] {
  const match = /(?:^|:)(\d{1,9})(?:-(\d{1,9}))?(?:\/(\w+))?$/.exec(text);
  if (match?.[1] === undefined) return [];
  const first = Number(match[1]);
  return [
    {
      word,
      fact,
      first,
      last: Number(match[2] ?? first),
      protocol: (match[3] ?? 'tcp').toLowerCase(),
    },
  ];
}

/** A port beyond the last one there is. */
export function portOutOfRange(facts: RuleFacts): readonly Violation[] {
  return exposedPorts(facts)
    .filter(({ first, last }) => first > 65_535 || last > 65_535)
    .map(({ word, fact, first, last }) =>
      at(facts, word.span, {
        ...subjectOf(fact),
        message: `port ${Math.max(first, last)} does not exist`,
        identity: word.text,
      }),
    );
}

/** The port of SSH. */
export function sshPort(facts: RuleFacts): readonly Violation[] {
  return declared(facts, [[22, 'SSH']]);
}

const administration: readonly (readonly [number, string])[] = [
  [21, 'FTP'],
  [23, 'Telnet'],
  [111, 'rpcbind'],
  [512, 'rexec'],
  [513, 'rlogin'],
  [514, 'rsh'],
  [873, 'rsync'],
  [1433, 'SQL Server'],
  [1521, 'Oracle database'],
  [2049, 'NFS'],
  [2375, 'the Docker API without TLS'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [3389, 'remote desktop'],
  [5005, 'the Java debugger'],
  [5432, 'PostgreSQL'],
  [5900, 'VNC'],
  [6379, 'Redis'],
  [9229, 'the Node.js debugger'],
  [9200, 'Elasticsearch'],
  [10250, 'the kubelet API'],
  [11211, 'memcached'],
  [27017, 'MongoDB'],
];

/** A port of administration, debugging or a database. */
export function administrationPort(facts: RuleFacts): readonly Violation[] {
  return declared(facts, administration);
}

function declared(
  facts: RuleFacts,
  ports: readonly (readonly [number, string])[],
): readonly Violation[] {
  return exposedPorts(facts).flatMap(({ word, fact, first, last, protocol }) => {
    if (protocol === 'udp' && first !== 22) return [];
    const found = ports.find(([port]) => port >= first && port <= last);
    if (found === undefined) return [];
    const [port, name] = found;
    return [
      at(facts, word.span, {
        ...subjectOf(fact),
        message: `port ${port} is that of ${name}`,
        identity: `${port}`,
      }),
    ];
  });
}
