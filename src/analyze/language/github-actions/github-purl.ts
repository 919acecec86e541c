import { formatPurl } from '#model/purl.ts';
import { type PackageFacts, textOf } from '../package-component.ts';

/** A repository of GitHub at a tag, branch or commit. */
export interface GithubReference {
  readonly owner: string;
  readonly repository: string;
  /** Tag or branch; the commit where no tag is known. */
  readonly version: string;
  readonly commit?: string;
  /** Directory or workflow inside it. */
  readonly subpath?: string;
}

/**
 * The facts of a repository; purl-spec, github: owner and name in lower case. A commit that a comment calls by its tag has
 * the tag as version, and the commit as qualifier `commit`.
 */
export function githubFacts(reference: GithubReference): PackageFacts {
  const { owner, repository, version, commit, subpath } = reference;
  const purl = formatPurl({
    type: 'github',
    namespace: owner,
    name: repository,
    version,
    ...(commit !== undefined && commit !== version && { qualifiers: { commit } }),
    ...(subpath !== undefined && { subpath }),
  });
  return {
    purl,
    name: `${owner}/${repository}`,
    version,
    ecosystem: 'github',
    presence: 'declared',
  };
}

/** Whether the text is a full commit id. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text);
}

/** Owner and repository of an address: `https://github.com/OWNER/NAME(.git)`, `git@github.com:OWNER/NAME.git`. */
export function parseGithubAddress(
  text: string,
): Pick<GithubReference, 'owner' | 'repository'> | undefined {
  const match =
    /^(?:(?:git\+)?(?:https?|ssh|git):\/\/(?:[\w.-]+@)?|[\w.-]+@)github\.com[/:]([\w.-]{1,100})\/([\w.-]{1,100}?)(?:\.git)?\/?$/i.exec(
      text.slice(0, 500),
    );
  const owner = textOf(match?.[1]);
  const repository = textOf(match?.[2]);
  return owner === undefined || repository === undefined ? undefined : { owner, repository };
}
