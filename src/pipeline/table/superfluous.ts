/** Actions that wrap what every hosted runner has, in lower case, with the command. */
const wrapped: ReadonlyMap<string, string> = new Map<string, string>([
  ['actions-ecosystem/action-add-labels', 'gh issue edit --add-label'],
  ['actions-ecosystem/action-remove-labels', 'gh issue edit --remove-label'],
  ['actions-ecosystem/action-create-comment', 'gh issue comment'],
  ['addnab/docker-run-action', 'docker run'],
  ['dacbd/create-issue-action', 'gh issue create'],
  ['elgohr/github-release-action', 'gh release create'],
  ['endbug/add-and-commit', 'git commit and git push'],
  ['ncipollo/release-action', 'gh release create'],
  ['sergeysova/jq-action', 'jq'],
  ['softprops/action-gh-release', 'gh release create'],
  ['stefanzweifel/git-auto-commit-action', 'git commit and git push'],
  ['svenstaro/upload-release-action', 'gh release upload'],
]);

/** The command that an action stands for; `undefined` when it does more than that. */
export function commandFor(slug: string): string | undefined {
  return wrapped.get(slug.toLowerCase());
}
