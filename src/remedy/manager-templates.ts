import type { Manager } from './project.ts';

/** What a tool is told, by how the new version comes in. */
export interface Templates {
  readonly direct?: string;
  readonly refresh?: string;
  readonly override?: string;
  /** To the newest release, whatever that is. */
  readonly renew?: string;
}

/** What stands in braces is one word; `n` in it is the name, `f` the version that is there, `v` the new one. */
export const templates: Readonly<Record<Manager, Templates>> = {
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

/** How tools that allow nobody to overrule a declared range take newer releases of several packages at once. */
export const together: Partial<Readonly<Record<Manager, string>>> = {
  poetry: 'poetry update',
  pdm: 'pdm update',
  bundler: 'bundle update --conservative',
  composer: 'composer update --with-all-dependencies',
  cargo: 'cargo update',
  pub: 'dart pub upgrade',
  mix: 'mix deps.update',
  cocoapods: 'pod update',
};
