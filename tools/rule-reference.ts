import type { RuleDefinition } from '../src/rule/ast.ts';

/** Techniques of ATT&CK for Containers that other parts of Caisson answer, and how. */
const answeredElsewhere: ReadonlyMap<string, string> = new Map([
  [
    'T1525',
    'signatures and provenance at admission; drift between image and container; scan of the registry',
  ],
  ['T1612', 'admission of unknown images; lineage shows images without a base that is known'],
  ['T1204.003', 'scan of images: malware, unknown base, typosquatted names'],
  ['T1190', 'scan: vulnerabilities that are exploited, by exposure'],
  ['T1133', 'posture: exposed API servers, dashboards and services'],
  ['T1078', 'posture: rights of accounts; scan: default credentials'],
]);

/** Techniques of ATT&CK for Containers, by tactic. */
const matrix: readonly (readonly [string, readonly string[]])[] = [
  ['initial access', ['T1190', 'T1133', 'T1078']],
  ['execution', ['T1609', 'T1610', 'T1053.007', 'T1204.003']],
  ['persistence', ['T1525', 'T1136', 'T1543.005', 'T1098.006']],
  ['privilege escalation', ['T1611', 'T1068']],
  ['evasion', ['T1036', 'T1550', 'T1562.001', 'T1612', 'T1070']],
  ['credentials', ['T1110', 'T1528', 'T1552.001', 'T1552.007']],
  ['discovery', ['T1613', 'T1046', 'T1069']],
  ['lateral movement', ['T1550']],
  ['impact', ['T1485', 'T1490', 'T1496', 'T1498', 'T1499']],
];

const made = '<!-- Written by tools/catalog.ts: change the catalogue. -->';

/** The texts of `docs/reference/rules.md` by path, made from the rules. */
export function rulePages(rules: readonly RuleDefinition[]): ReadonlyMap<string, string> {
  const calls = rules.filter(({ source }) => source === 'syscall');
  const audit = rules.filter(({ source }) => source === 'k8s_audit');
  const text = [
    made,
    '# Rules for what happens',
    `${rules.length} rules: ${calls.length} over events of the kernel, ${audit.length} over the audit log of Kubernetes. \`caisson explain ID\` says why each one matters and when it is harmless, \`caisson rule show ID\` how it is written.`,
    '## Events of the kernel',
    table(calls),
    '## Audit log of Kubernetes',
    table(audit),
    '## ATT&CK for Containers',
    'Which rules answer which technique. Each rule has a recorded trace in `catalog/rule`, and those over events of the kernel an emulation in `test/integration/attacks`, which runs in a real container.',
    matrixTable(rules),
    '## All techniques',
    techniqueTable(rules),
    '',
  ].join('\n\n');
  return new Map([['docs/reference/rules.md', text]]);
}

function table(rules: readonly RuleDefinition[]): string {
  const rows = [...rules]
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
    .map(
      (rule) =>
        `| ${idOf(rule)} | ${rule.priority} | ${rule.name} | ${techniquesOf(rule).join(' ')} |`,
    );
  return ['| id | priority | what | techniques |', '|---|---|---|---|', ...rows].join('\n');
}

function matrixTable(rules: readonly RuleDefinition[]): string {
  const rows = matrix.flatMap(([tactic, techniques]) =>
    techniques.map((technique) => {
      const found = rules.filter((rule) => answers(rule, technique)).map(idOf);
      const elsewhere = answeredElsewhere.get(technique) ?? '';
      return `| ${tactic} | ${technique} | ${found.sort().join(' ')} | ${elsewhere} |`;
    }),
  );
  return ['| tactic | technique | rules | also |', '|---|---|---|---|', ...rows].join('\n');
}

function techniqueTable(rules: readonly RuleDefinition[]): string {
  const all = [...new Set(rules.flatMap(techniquesOf))].sort();
  const rows = all.map((technique) => {
    const found = rules.filter((rule) => techniquesOf(rule).includes(technique)).map(idOf);
    return `| ${technique} | ${found.sort().join(' ')} |`;
  });
  return ['| technique | rules |', '|---|---|', ...rows].join('\n');
}

/** A rule for a part of a technique answers the technique. */
function answers(rule: RuleDefinition, technique: string): boolean {
  return techniquesOf(rule).some((one) => one === technique || one.startsWith(`${technique}.`));
}

function techniquesOf({ tags }: RuleDefinition): readonly string[] {
  return tags.filter((tag) => /^T\d{4}(?:\.\d{3})?$/.test(tag));
}

function idOf({ id, name }: RuleDefinition): string {
  return id ?? name;
}
