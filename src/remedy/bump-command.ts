import type { Manager } from './project.ts';
import { isWord, shellWord } from './shell.ts';

/** How the new version comes in: asked for directly, by refreshing a lock file, or against what an ancestor declares. */
export type Way = 'direct' | 'refresh' | 'override';

interface Templates {
  readonly direct?: string;
  readonly refresh?: string;
  readonly override?: string;
}

/** What stands in braces is one word; `n` in it is the name, `v` the version. */
const templates: Readonly<Record<Manager, Templates>> = {
  npm: {
    direct: 'npm install {n@v}',
    refresh: 'npm update {n}',
    override: 'npm pkg set {overrides[n]=v} && npm install',
  },
  'npm-global': { direct: 'npm install --global {n@v}' },
  yarn: {
    direct: 'yarn add {n@v}',
    refresh: 'yarn upgrade {n}',
    override: 'npm pkg set {resolutions[n]=v} && yarn install',
  },
  pnpm: {
    direct: 'pnpm add {n@v}',
    refresh: 'pnpm update {n} --depth Infinity',
    override: 'npm pkg set {pnpm.overrides[n]=v} && pnpm install',
  },
  bun: {
    direct: 'bun add {n@v}',
    refresh: 'bun update {n}',
    override: 'npm pkg set {overrides[n]=v} && bun install',
  },
  pip: { direct: 'pip install --upgrade {n==v}', refresh: 'pip install --upgrade {n==v}' },
  poetry: { direct: 'poetry add {n@^v}', refresh: 'poetry update {n}' },
  uv: {
    direct: 'uv add {n>=v}',
    refresh: 'uv lock --upgrade-package {n==v} && uv sync',
  },
  pdm: { direct: 'pdm add {n>=v}', refresh: 'pdm update --update-reuse {n}' },
  pipenv: { direct: 'pipenv install {n==v}', refresh: 'pipenv upgrade {n==v}' },
  bundler: {
    direct: 'bundle update --conservative {n}',
    refresh: 'bundle update --conservative {n}',
  },
  gem: { direct: 'gem install {n} --version {v}', refresh: 'gem install {n} --version {v}' },
  composer: {
    direct: 'composer require {n:^v} --with-all-dependencies',
    refresh: 'composer update {n} --with-all-dependencies',
  },
  cargo: {
    direct: 'cargo update --package {n} --precise {v}',
    refresh: 'cargo update --package {n} --precise {v}',
  },
  go: {
    direct: 'go get {n@v} && go mod tidy',
    refresh: 'go get {n@v} && go mod tidy',
    override: 'go get {n@v} && go mod tidy',
  },
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
  other: {},
};

/** What to type to bring a library to a version; empty when its tool has no command for that way. */
export function bumpCommands(
  manager: Manager,
  way: Way,
  name: string,
  version: string,
): readonly string[] {
  if (!isWord(name) || !isWord(version)) return [];
  if (manager === 'maven' && way !== 'direct') return managedVersion(name, version);
  if (manager === 'gradle') return gradleLine(way, name, version);
  const template = templates[manager][way];
  if (template === undefined) return [];
  return [template.replace(/\{([^}]*)\}/g, (_, word: string) => filled(word, name, version))];
}

/** `n` and `v` stand for name and version where no letter is beside them. */
function filled(word: string, name: string, version: string): string {
  const text = word.replace(/(?<![A-Za-z])[nv](?![A-Za-z])/g, (letter) =>
    letter === 'n' ? name : version,
  );
  return shellWord(text);
}

/** A managed version wins over what dependencies declare (Maven POM reference, dependency management). */
function managedVersion(name: string, version: string): readonly string[] {
  const [group = '', artifact = ''] = name.split(':');
  const parts = [group, artifact, version].map(xmlText);
  return [
    `<dependencyManagement><dependencies><dependency><groupId>${parts[0]}</groupId><artifactId>${parts[1]}</artifactId><version>${parts[2]}</version></dependency></dependencies></dependencyManagement>`,
  ];
}

function gradleLine(way: Way, name: string, version: string): readonly string[] {
  const coordinates = JSON.stringify(`${name}:${version}`);
  if (way === 'direct') return [`implementation(${coordinates})`];
  return [`dependencies { constraints { implementation(${coordinates}) } }`];
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
