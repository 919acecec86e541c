import type { RuleDefinition } from '#rule/ast.ts';

/** What to do first, by the tactic that a rule is tagged with. */
const byTactic: ReadonlyMap<string, string> = new Map(
  Object.entries({
    initial_access:
      'Keep the container as it is, cut its network, and look up the request in the log of what stands before it.',
    execution:
      'Find out who or what started it: the ancestors say whether it came over the network, through the API server or from a person.',
    persistence:
      'Take a snapshot, compare the file with that of the image, and replace the container. What it mounts stays changed: look there too.',
    privilege_escalation:
      'Treat the node as reached until shown otherwise: freeze the container, take evidence, and look for processes of the host that began after it.',
    defense_evasion:
      'Take a snapshot before anything else, memory too: what was hidden is gone with the process.',
    credential_access:
      'Replace the credentials that could be read here, then look where they were used since.',
    discovery:
      'See what else the same process tree did in the minutes before and after; alone it is a hint.',
    lateral_movement:
      'Cut the container from the network but for names and the collector, and look at the other end of the connection.',
    command_and_control:
      'Cut the container from the network, and keep its memory: the other end is named there.',
    exfiltration: 'Cut the container from the network, and find out what was within reach.',
    impact: 'Freeze the container, and make sure that the last backup is out of its reach.',
  }),
);

/** Advice for whoever sees this rule fire; undefined where its tags name no tactic that is known. */
export function firstResponse({ tags }: Pick<RuleDefinition, 'tags'>): string | undefined {
  for (const tag of tags) {
    const text = byTactic.get(tag.replace(/^mitre_/, ''));
    if (text !== undefined && tag.startsWith('mitre_')) return text;
  }
  return undefined;
}
