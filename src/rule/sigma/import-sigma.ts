import { isCaissonError } from '#kit/error.ts';
import { itemText } from '#yaml/write.ts';
import type { RuleDiagnostic } from '../ast.ts';
import { loadRules } from '../language/load-rules.ts';
import { matchSelection, type Note } from './selection.ts';
import { matchCondition } from './sigma-condition.ts';
import { type LogSource, readSigma, type SigmaRule } from './sigma-document.ts';
import { isKubernetesAudit } from './sigma-field.ts';
import { allOf, anyOf, type Term } from './term.ts';
import { unsupported } from './unsupported.ts';

/** What became of a Sigma rule. */
export interface SigmaImport {
  /** `shim`: through events that stand for records of auditd. */
  readonly outcome: 'converted' | 'shim' | 'not-possible';
  readonly title: string;
  /** A rule file with one rule of ours; absent when it is not possible. */
  readonly rule?: string;
  /** Why it is not possible (an error), and what was widened (warnings). */
  readonly diagnostics: readonly RuleDiagnostic[];
}

/**
 * Makes a rule file of a Sigma rule (specification 2.1) for Linux or the Kubernetes audit log. Author, link and licence of the rule stay in it and in what it
 * reports. Never throws for what stands in the text; `file` is named in diagnostics and in the link.
 */
export function importSigma(text: string, file: string): SigmaImport {
  const diagnostics: RuleDiagnostic[] = [];
  let title = file;
  try {
    const sigma = readSigma(text);
    title = sigma.title;
    const rule = ruleText(sigma, file, (message) => {
      diagnostics.push(diagnosticOf('warning', message, file));
    });
    const outcome = sigma.source.service === 'auditd' ? 'shim' : 'converted';
    return { outcome, title, rule, diagnostics };
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    diagnostics.push(diagnosticOf('error', error.message, file));
    return { outcome: 'not-possible', title, diagnostics };
  }
}

function diagnosticOf(
  level: RuleDiagnostic['level'],
  message: string,
  file: string,
): RuleDiagnostic {
  return { level, code: 'sigma', message, file, line: 1, column: 1 };
}

/** The whole rule, which is loaded once to be sure that it is right. */
function ruleText(sigma: SigmaRule, file: string, note: Note): string {
  const body = itemText(
    {
      // Titles are not unique, and a rule of the same name would take the place of the other.
      rule: `Sigma: ${sigma.title.trim()}${sigma.id === undefined ? '' : ` (${sigma.id.slice(0, 8)})`}`,
      ...(sigma.id !== undefined && { id: `sigma:${sigma.id}` }),
      desc: sigma.description.trim() || sigma.title.trim(),
      ...(isKubernetesAudit(sigma.source) && { source: 'k8s_audit' }),
      condition: conditionOf(sigma, note),
      output: outputOf(sigma),
      priority: priorities.get(sigma.level) ?? 'WARNING',
      enabled: sigma.status !== 'experimental' && !isRetired(sigma.status),
      tags: [...tagsOf(sigma), 'sigma'],
      explanation: attribution(sigma, file),
      ...(sigma.falsePositives.length > 0 && { false_positives: [...sigma.falsePositives] }),
    },
    0,
    { indent: 2, dash: 2, newline: '\n' },
  );
  const rule = `# ${attribution(sigma, file).replace(/\s+/g, ' ')}${body}\n`;
  const { diagnostics } = loadRules([{ name: file, text: rule }]);
  const wrong = diagnostics.find(({ level }) => level === 'error');
  if (wrong !== undefined) throw unsupported(wrong.message);
  return rule;
}

function isRetired(status: string): boolean {
  return status === 'deprecated' || status === 'unsupported';
}

const priorities: ReadonlyMap<string, string> = new Map([
  ['informational', 'INFORMATIONAL'],
  ['low', 'NOTICE'],
  ['medium', 'WARNING'],
  ['high', 'ERROR'],
  ['critical', 'CRITICAL'],
]);

function tagsOf({ tags }: SigmaRule): readonly string[] {
  return [...new Set(tags.flatMap((tag) => [tag, ...techniqueOf(tag)]))];
}

/** `attack.t1059.004` is `T1059.004` in rules of Falco. */
function techniqueOf(tag: string): readonly string[] {
  const match = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag);
  return match?.[1] === undefined ? [] : [match[1].toUpperCase()];
}

function attribution({ title, id, author, license, references }: SigmaRule, file: string): string {
  const links = references.slice(0, 5).join(' ');
  const named = `Sigma rule "${title.trim()}"${id === undefined ? '' : ` (${id})`} by ${author.trim()}`;
  return `${named}, Detection Rule License (${license}), https://github.com/SigmaHQ/sigma ${file} ${links}`.trim();
}

/** The author stands in every report of the rule, as its licence wants it. */
function outputOf({ title, author, id, source }: SigmaRule): string {
  const words = `${title.trim()} | Sigma rule ${id ?? ''} by ${author.trim()}`.replaceAll(
    '%',
    ' percent',
  );
  if (isKubernetesAudit(source))
    return `${words} | user=%ka.user.name verb=%ka.verb resource=%ka.target.resource name=%ka.target.name ns=%ka.target.namespace uri=%ka.uri resp=%ka.response.code`;
  const subject =
    source.category === 'network_connection' ? ' connection=%fd.name' : ' file=%fd.name';
  const what = source.category === 'process_creation' ? '' : subject;
  return `${words} | process=%proc.name command=%proc.cmdline exepath=%proc.exepath parent=%proc.pname user=%user.name${what} container_id=%container.id`;
}

function conditionOf(sigma: SigmaRule, note: Note): string {
  const base = baseOf(sigma.source, JSON.stringify([...sigma.selections.values()]));
  const terms = new Map<string, Term>();
  for (const [name, value] of sigma.selections)
    if (name !== 'timeframe') terms.set(name, matchSelection(value, sigma.source, note));
  const found = anyOf(sigma.conditions.map((text) => matchCondition(text, terms)));
  const condition = allOf([base, found]);
  if (typeof condition === 'string') throw unsupported('nothing of it can be seen in events');
  return condition.text;
}

const hosts = /DestinationHostname/;

/** Events that a log source speaks of. Throws for those that are lines of a log. */
function baseOf(source: LogSource, selections: string): Term {
  const { product, category, service } = source;
  if (isKubernetesAudit(source)) return 'always';
  if (product !== 'linux' && product !== '') throw unsupported(`it is a rule for ${product}`);
  if (service === 'auditd') return 'always';
  if (category === 'network_connection') return connections(selections);
  const base = bases.get(category);
  if (base !== undefined) return { text: base };
  const log = category === '' ? service : category;
  if (log === '') throw unsupported('it looks for words in the lines of a log');
  throw unsupported(`the log of ${log} is not known here`);
}

const bases: ReadonlyMap<string, string> = new Map([
  ['process_creation', 'evt.type in (execve, execveat) and evt.failed = false'],
  [
    'file_event',
    '((evt.type in (open, openat, openat2, open_by_handle_at) and evt.is_open_write = true) or evt.type in (creat, rename, renameat, renameat2, link, linkat, symlink, symlinkat, mkdir, mkdirat, mknod, mknodat)) and evt.failed = false',
  ],
  ['dns_query', 'evt.type = dns'],
]);

function connections(selections: string): Term {
  const names = hosts.test(selections) ? ', dns, tls, http' : '';
  return { text: `evt.type in (connect, accept, accept4${names})` };
}
