import type { Manager, Project } from './project.ts';
import { isWord, shellWord } from './shell.ts';

/** How the new version comes in: asked for directly, by refreshing a lock file, or against what an ancestor declares. */
export type Way = 'direct' | 'refresh' | 'override';

interface Templates {
  readonly direct?: string;
  readonly refresh?: string;
  readonly override?: string;
  /** To the newest release, whatever that is. */
  readonly renew?: string;
}

/** What stands in braces is one word; `n` in it is the name, `f` the version that is there, `v` the new one. */
const templates: Readonly<Record<Manager, Templates>> = {
  npm: {
    direct: 'npm install {n@v}',
    refresh: 'npm update {n}',
    override: 'npm pkg set {overrides[n]=v} && npm install',
    renew: 'npm install {n@latest}',
  },
  'npm-global': { direct: 'npm install --global {n@v}', renew: 'npm install --global {n@latest}' },
  yarn: {
    direct: 'yarn add {n@v}',
    refresh: 'yarn upgrade {n}',
    override: 'npm pkg set {resolutions[n]=v} && yarn install',
    renew: 'yarn upgrade {n} --latest',
  },
  pnpm: {
    direct: 'pnpm add {n@v}',
    refresh: 'pnpm update {n} --depth Infinity',
    override: 'npm pkg set {pnpm.overrides[n]=v} && pnpm install',
    renew: 'pnpm update {n} --latest',
  },
  bun: {
    direct: 'bun add {n@v}',
    refresh: 'bun update {n}',
    override: 'npm pkg set {overrides[n]=v} && bun install',
    renew: 'bun update {n} --latest',
  },
  pip: {
    direct: 'pip install --upgrade {n==v}',
    refresh: 'pip install --upgrade {n==v}',
    renew: 'pip install --upgrade {n}',
  },
  poetry: {
    direct: 'poetry add {n@^v}',
    refresh: 'poetry update {n}',
    renew: 'poetry add {n@latest}',
  },
  uv: {
    direct: 'uv add {n>=v}',
    refresh: 'uv lock --upgrade-package {n==v} && uv sync',
    renew: 'uv lock --upgrade-package {n} && uv sync',
  },
  pdm: {
    direct: 'pdm add {n>=v}',
    refresh: 'pdm update --update-reuse {n}',
    renew: 'pdm update {n}',
  },
  pipenv: {
    direct: 'pipenv install {n==v}',
    refresh: 'pipenv upgrade {n==v}',
    renew: 'pipenv update {n}',
  },
  bundler: {
    direct: 'bundle update --conservative {n}',
    refresh: 'bundle update --conservative {n}',
    renew: 'bundle update --conservative {n}',
  },
  gem: {
    direct: 'gem install {n} --version {v} && gem cleanup {n}',
    refresh: 'gem install {n} --version {v} && gem cleanup {n}',
    renew: 'gem update {n}',
  },
  composer: {
    direct: 'composer require {n:^v} --with-all-dependencies',
    refresh: 'composer update {n} --with-all-dependencies',
    renew: 'composer update {n} --with-all-dependencies',
  },
  cargo: {
    direct: 'cargo add {n@v}',
    refresh: 'cargo update --package {n@f} --precise {v}',
  },
  go: {},
  maven: {
    direct: 'mvn versions:use-dep-version {-Dincludes=n} {-DdepVersion=v} -DforceVersion=true',
  },
  gradle: {},
  nuget: {
    direct: 'dotnet add package {n} --version {v}',
    refresh: 'dotnet add package {n} --version {v}',
    override: 'dotnet add package {n} --version {v}',
  },
  pub: { direct: 'dart pub add {n:^v}', refresh: 'dart pub upgrade {n}' },
  mix: { direct: 'mix deps.update {n}', refresh: 'mix deps.update {n}' },
  cocoapods: { direct: 'pod update {n}', refresh: 'pod update {n}' },
  actions: { direct: 'uses: {n@v}' },
  other: {},
};

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
