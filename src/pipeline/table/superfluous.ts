/** Actions that wrap what every hosted runner has, in lower case, with the command. */
const wrapped: ReadonlyMap<string, string> = new Map<string, string>([
  ['actions-ecosystem/action-add-labels', 'gh issue edit --add-label'],
  ['actions-ecosystem/action-remove-labels', 'gh issue edit --remove-label'],
  ['actions-ecosystem/action-create-comment', 'gh issue comment'],
  ['addnab/docker-run-action', 'docker run'],
  ['dacbd/create-issue-action', 'gh issue create'],
  ['elgohr/github-release-action', 'gh release create'],
  ['ncipollo/release-action', 'gh release create'],
  ['sergeysova/jq-action', 'jq'],
  ['softprops/action-gh-release', 'gh release create'],
  ['svenstaro/upload-release-action', 'gh release upload'],
]);

/** Actions that do a little more, in lower case, with the commands. */
const replaceable: ReadonlyMap<string, string> = new Map<string, string>([
  ['dtolnay/rust-toolchain', 'rustup toolchain install'],
  ['endbug/add-and-commit', 'git commit and git push'],
  ['peter-evans/create-or-update-comment', 'gh issue comment or gh pr comment'],
  ['peter-evans/create-pull-request', 'gh pr create'],
  ['stefanzweifel/git-auto-commit-action', 'git commit and git push'],
]);

/** The command that an action stands for; `undefined` when it does more than that. */
export function commandFor(slug: string): string | undefined {
  return wrapped.get(slug.toLowerCase());
}

/** The commands that take the place of an action that does more than one of them. */
export function commandsFor(slug: string): string | undefined {
  return replaceable.get(slug.toLowerCase());
}
