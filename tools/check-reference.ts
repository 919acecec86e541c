import type { CheckMeta } from '../src/contract/check.ts';

/** What the pages say of a secret rule. */
export interface SecretEntry {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly meaning: string;
  readonly revoke: string;
  readonly docs?: string;
  readonly aliases: readonly string[];
}

/** The texts of `docs/reference/checks*` by path, made from the catalogue. */
export function referencePages(
  checks: readonly CheckMeta[],
  secrets: readonly SecretEntry[],
): ReadonlyMap<string, string> {
  const families = [...Map.groupBy(checks, ({ family }) => family)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return new Map([
    ['docs/reference/checks.md', indexPage(families, secrets)],
    ...families.map(
      ([family, list]) => [`docs/reference/checks/${family}.md`, familyPage(family, list)] as const,
    ),
    ['docs/reference/checks/secret.md', secretPage(secrets)],
  ]);
}

const made = '<!-- Written by tools/catalog.ts: change the catalogue. -->';

function indexPage(
  families: readonly (readonly [string, readonly CheckMeta[]])[],
  secrets: readonly SecretEntry[],
): string {
  const rows = [
    ...families.map(([family, list]) => row(family, list.length)),
    row('secret', secrets.length),
  ];
  const total = families.reduce((sum, [, list]) => sum + list.length, secrets.length);
  return [
    made,
    '# Checks',
    `${total} checks and secret rules. \`caisson explain ID\` prints the same, and understands the ids of other tools.`,
    ['| family | checks |', '|---|---|', ...rows].join('\n'),
    '',
  ].join('\n\n');
}

function row(family: string, count: number): string {
  return `| [${family}](checks/${family}.md) | ${count} |`;
}

function familyPage(family: string, checks: readonly CheckMeta[]): string {
  return [made, `# Checks: ${family}`, ...checks.map(checkText), ''].join('\n\n');
}

function checkText(meta: CheckMeta): string {
  const { id, slug, title, severity, enabled, status, rationale, remediation } = meta;
  const state = [
    severity,
    ...(enabled ? [] : ['off by default']),
    ...(status === 'stable' ? [] : [status]),
  ];
  return [
    `## ${id} ${slug}`,
    `**${title}** (${state.join(', ')})`,
    oneLine(rationale),
    `Fix: ${oneLine(remediation)}`,
    ...list('Also known as', meta.aliases),
    ...list('Answers', meta.controls),
    meta.references.map((url) => `<${url}>`).join(' '),
  ].join('\n\n');
}

function secretPage(secrets: readonly SecretEntry[]): string {
  const rows = secrets.map(
    ({ id, title, severity, aliases }) =>
      `| \`${id}\` | ${title} | ${severity} | ${aliases.map((alias) => `\`${alias}\``).join(' ')} |`,
  );
  return [
    made,
    '# Secret rules',
    'What each one gives an intruder and how to revoke it: `caisson explain ID`.',
    ['| id | what | severity | also known as |', '|---|---|---|---|', ...rows].join('\n'),
    '',
  ].join('\n\n');
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${title}: ${items.map((item) => `\`${item}\``).join(', ')}`];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
