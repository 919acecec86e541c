/** Tactics of MITRE ATT&CK for Enterprise by the names that rules tag them with. */
const tactics: ReadonlyMap<string, string> = new Map([
  ['reconnaissance', 'TA0043'],
  ['resource_development', 'TA0042'],
  ['initial_access', 'TA0001'],
  ['execution', 'TA0002'],
  ['persistence', 'TA0003'],
  ['privilege_escalation', 'TA0004'],
  ['defense_evasion', 'TA0005'],
  ['credential_access', 'TA0006'],
  ['discovery', 'TA0007'],
  ['lateral_movement', 'TA0008'],
  ['collection', 'TA0009'],
  ['command_and_control', 'TA0011'],
  ['exfiltration', 'TA0010'],
  ['impact', 'TA0040'],
]);

export interface AttackTags {
  /** `T1059.004`, each once. */
  readonly techniques: readonly string[];
  readonly tactics: readonly { readonly uid: string; readonly name: string }[];
}

/** What tags say of ATT&CK: `T1059.004`, `attack.t1059`, `mitre_execution`, `attack.execution`, `TA0002`. */
export function attackTagsOf(tags: readonly string[]): AttackTags {
  const techniques = new Set<string>();
  const found = new Map<string, string>();
  for (const tag of tags.slice(0, 100)) {
    const word = tag.slice(0, 60).toLowerCase();
    const technique = /^(?:attack\.)?(t\d{4}(?:\.\d{3})?)$/u.exec(word)?.[1];
    if (technique !== undefined) techniques.add(technique.toUpperCase());
    const named = word.replace(/^(?:mitre_|attack\.)/u, '').replaceAll('-', '_');
    for (const [name, uid] of tactics)
      if (name === named || uid.toLowerCase() === named) found.set(uid, name);
  }
  return {
    techniques: [...techniques].sort(),
    tactics: [...found].map(([uid, name]) => ({ uid, name })),
  };
}
