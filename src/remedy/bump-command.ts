import { printable } from '#kit/text.ts';
import { templates, together } from './manager-templates.ts';
import type { Manager, Project } from './project.ts';
import { isWord, shellWord } from './shell.ts';

/** How the new version comes in: asked for directly, by refreshing a lock file, or against what an ancestor declares. */
export type Way = 'direct' | 'refresh' | 'override';

/** A library with the version that is there and the one that it should have. */
export interface Step {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What to type to bring libraries to their versions; empty when their tool has no command for that way. */
export function bumpCommands(
  project: Project,
  way: Way,
  steps: readonly Step[],
): readonly string[] {
  const { manager, bundledBy } = project;
  if (!steps.every(({ name, to }) => isWord(name) && isWord(to))) return [];
  if (bundledBy !== undefined) return renewCommands(project, bundledBy);
  if (manager === 'go') return [goGet(steps)];
  return steps.flatMap((step) => commandsFor(manager, way, step));
}

function commandsFor(manager: Manager, way: Way, step: Step): readonly string[] {
  if (manager === 'maven' && way !== 'direct') return managedVersion(step);
  if (manager === 'gradle') return gradleLine(way, step);
  const template = templates[manager][way];
  if (template === undefined) return [];
  return [template.replace(/\{([^}]*)\}/g, (_, word: string) => filled(word, step))];
}

/** What to type where `holders` refuse the version and their tool has no override: whether they still do, it finds out. */
export function togetherCommands(
  { manager }: Project,
  holders: readonly string[],
  steps: readonly Step[],
): readonly string[] {
  const command = together[manager];
  const names = [...new Set([...holders, ...steps.map(({ name }) => name)])];
  if (command === undefined || holders.length === 0 || !names.every(isWord)) return [];
  const listed = holders.slice(0, 3).map(printable).join(', ');
  return [
    `# only with a release of ${listed}${holders.length > 3 ? ' …' : ''} that accepts it:`,
    `${command} ${names.map(shellWord).join(' ')}`,
  ];
}

/** One command takes all modules at once, so that what they ask of each other is settled together. */
function goGet(steps: readonly Step[]): string {
  const words = steps.map(({ name, to }) => shellWord(`${name}@${to}`));
  return `go get ${words.sort().join(' ')} && go mod tidy`;
}

/** A letter stands for its part where no other letter is beside it. */
function filled(word: string, { name, from, to }: Step): string {
  const parts: Readonly<Record<string, string>> = { n: name, f: from, v: to };
  return shellWord(
    word.replace(/(?<![A-Za-z])[nfv](?![A-Za-z])/g, (letter) => parts[letter] ?? letter),
  );
}

/**
 * What to type to take the newest release of a package, for the sake of what it holds: nobody else can change that, and
 * whether that release has done so shows the next scan.
 */
export function renewCommands({ manager }: Project, name: string): readonly string[] {
  const template = templates[manager].renew;
  if (template === undefined || !isWord(name)) return [];
  return [
    template.replace(/\{([^}]*)\}/g, (_, word: string) => filled(word, { name, from: '', to: '' })),
  ];
}

/** A managed version wins over what dependencies declare (Maven POM reference, dependency management). */
function managedVersion({ name, to }: Step): readonly string[] {
  const [group = '', artifact = ''] = name.split(':');
  const parts = [group, artifact, to].map(xmlText);
  return [
    `<dependencyManagement><dependencies><dependency><groupId>${parts[0]}</groupId><artifactId>${parts[1]}</artifactId><version>${parts[2]}</version></dependency></dependencies></dependencyManagement>`,
  ];
}

function gradleLine(way: Way, { name, to }: Step): readonly string[] {
  const coordinates = JSON.stringify(`${name}:${to}`);
  if (way === 'direct') return [`implementation(${coordinates})`];
  return [`dependencies { constraints { implementation(${coordinates}) } }`];
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
