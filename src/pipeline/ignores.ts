import { answersTo } from '#check/catalogue.ts';
import { allowanceOf } from '#check/markers.ts';
import type { Fault } from '#model/fault.ts';
import type { PipelineIgnore, PipelineSettings } from './settings.ts';

/** Marks what the configuration files of the repository accept, and grades what they grade otherwise. */
export function applyIgnores(
  faults: readonly Fault[],
  { ignores, severities }: PipelineSettings,
): readonly Fault[] {
  if (ignores.length === 0 && severities.size === 0) return faults;
  return faults.map((fault) => {
    const graded = regraded(fault, severities);
    const found = ignores.find((ignore) => accepts(ignore, graded));
    if (found === undefined || graded.allowed !== undefined) return graded;
    const { marker, line } = found;
    return { ...graded, allowed: allowanceOf({ marker, line, ids: found.rules, from: 1, to: 1 }) };
  });
}

function regraded(fault: Fault, severities: PipelineSettings['severities']): Fault {
  for (const alias of fault.aliases) {
    const severity = severities.get(alias);
    if (severity !== undefined) return { ...fault, severity };
  }
  return fault;
}

function accepts(ignore: PipelineIgnore, fault: Fault): boolean {
  const { tool, rules, severity, source, advisory, job } = ignore;
  const ofTool = fault.aliases.some((alias) => alias.startsWith(`${tool}:`));
  if (!ofTool || !isPlace(ignore, fault)) return false;
  const named = { id: fault.rule, slug: fault.rule, aliases: fault.aliases };
  if (rules.length > 0 && !rules.some((rule) => answersTo(named, `${tool}:${rule}`))) return false;
  if (severity !== undefined && severity !== levelOf(fault)) return false;
  if (job !== undefined && job !== fault.subject) return false;
  return mentions(fault, source) && mentions(fault, advisory);
}

function isPlace(
  { path, atLine, atColumn }: PipelineIgnore,
  { locations: [place] }: Fault,
): boolean {
  if (atLine !== undefined && atLine !== place.line) return false;
  if (atColumn !== undefined && atColumn !== place.column) return false;
  if (path === undefined) return true;
  return place.path === path || place.path.endsWith(`/${path.replace(/^\.?\//, '')}`);
}

/** poutine's three levels. */
function levelOf({ severity }: Fault): string {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}

/** Whether it is about a package: `pkg:githubactions/owner/repo`, or an advisory. */
function mentions({ message, title }: Fault, name: string | undefined): boolean {
  if (name === undefined) return true;
  const plain = name
    .replace(/^pkg:[a-z]+\//, '')
    .replace(/@.*$/, '')
    .toLowerCase();
  return `${message} ${title}`.toLowerCase().includes(plain);
}
