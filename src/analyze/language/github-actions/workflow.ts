import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { formatPurl } from '#model/purl.ts';
import { LockGraph } from '../lock-graph.ts';
import { type PackageFacts, packageGap } from '../package-component.ts';
import { type YamlLine, yamlLines } from '../tools/yaml-lines.ts';
import { githubFacts, isCommit } from './github-purl.ts';

/**
 * Workflows: `uses` of jobs (reusable workflows) and steps (GitHub Docs, "Workflow syntax"). Local ones (`./`) are no
 * component.
 */
export const githubWorkflowAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/github-workflow',
  revision: 1,
  title: 'actions of GitHub workflows',
  claims: [
    { directory: '.github/workflows/', suffix: '.yml' },
    { directory: '.github/workflows/', suffix: '.yaml' },
    { directory: '.gitea/workflows/', suffix: '.yml' },
    { directory: '.gitea/workflows/', suffix: '.yaml' },
    { directory: '.forgejo/workflows/', suffix: '.yml' },
    { directory: '.forgejo/workflows/', suffix: '.yaml' },
  ],
  analyze: (file) => usedActions(file),
};

/**
 * `action.yml` of an action that is made of steps or of an image (GitHub Docs, "Metadata syntax", `runs` for composite and
 * Docker actions).
 */
export const githubActionAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/github-action',
  revision: 1,
  title: 'actions of GitHub actions',
  claims: [{ basename: 'action.yml' }, { basename: 'action.yaml' }],
  analyze: (file) => usedActions(file),
};

function* usedActions(file: FileView): Iterable<Observation> {
  const graph = new LockGraph();
  const broken: number[] = [];
  for (const line of yamlLines(file.text())) {
    for (const value of usesIn(line)) {
      const facts = factsOf(value, line.comment);
      if (facts === 'malformed') broken.push(line.number);
      else if (facts !== undefined)
        graph.add({ ...facts, direct: true, scopes: ['build'] }, line.number);
    }
  }
  yield* graph.observations(file);
  if (broken.length > 0)
    yield packageGap(
      file,
      'malformed',
      `no action with a version in lines ${broken.slice(0, 20).join(', ')}`,
    );
}

/** The value of `uses`, also in `{uses: x, with: …}`; `image: docker://…` of Docker actions. */
function usesIn({ key, value }: YamlLine): readonly string[] {
  if (key === 'uses' && value !== '') return [value];
  if (key === 'image' && value.startsWith('docker://')) return [value];
  if (!value.startsWith('{') && !value.startsWith('[')) return [];
  return [...value.matchAll(/[{,]\s{0,20}["']?uses["']?:\s{0,20}["']?([^\s"',{}]{1,500})/g)].map(
    ({ 1: found = '' }) => found,
  );
}

function factsOf(value: string, comment: string): PackageFacts | 'malformed' | undefined {
  if (value.startsWith('./') || value.startsWith('../')) return undefined;
  if (value.startsWith('docker://')) return imageFacts(value.slice('docker://'.length));
  // Expressions are only known when the workflow runs.
  return value.includes('${{') ? 'malformed' : actionFacts(value, comment);
}

function actionFacts(value: string, comment: string): PackageFacts | 'malformed' {
  const match =
    /^(?:https:\/\/github\.com\/)?([\w.-]{1,100})\/([\w.-]{1,100})(?:\/([^@]{1,250}))?@([^\s@]{1,200})$/.exec(
      value,
    );
  if (match === null) return 'malformed';
  const [, owner = '', repository = '', subpath, reference = ''] = match;
  const tag = isCommit(reference) ? tagOf(comment) : undefined;
  return githubFacts({
    owner,
    repository,
    version: tag ?? reference,
    ...(tag !== undefined && { commit: reference }),
    ...(subpath !== undefined && { subpath }),
  });
}

/** The tag that tools write behind a commit: `# v4.1.1`, `# tag=v4.1.1`, `# pin@v4`. */
function tagOf(comment: string): string | undefined {
  return /^(?:tag[=:]\s*|pin\s*@\s*|ratchet:[^@\s]{1,200}@|renovate:\s*tag=)?(v?\d[\w.+-]{0,60})(?:\s|$)/.exec(
    comment,
  )?.[1];
}

/** purl-spec, docker: a registry other than Docker Hub is the qualifier `repository_url`. */
function imageFacts(image: string): PackageFacts | 'malformed' {
  const match =
    /^((?:[\w.-]+(?::\d+)?\/)*)([\w.-]{1,200})(?::([\w.-]{1,128}))?(?:@(sha256:[0-9a-f]{64}))?$/i.exec(
      image.slice(0, 600),
    );
  if (match === null) return 'malformed';
  const [, path = '', name = '', tag, digest] = match;
  const parts = path.split('/').filter((part) => part !== '');
  const registry = /[.:]|^localhost$/.test(parts[0] ?? '') ? parts.shift() : undefined;
  const version = digest ?? tag ?? 'latest';
  const purl = formatPurl({
    type: 'docker',
    namespace: parts.join('/'),
    name,
    version,
    ...(registry !== undefined && { qualifiers: { repository_url: registry } }),
  });
  const whole = [registry, ...parts, name].filter((part) => part !== undefined).join('/');
  return { purl, name: whole, version, ecosystem: 'generic', presence: 'declared' };
}
