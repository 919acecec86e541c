/** Whether a path only shows how such a file looks: documentation, samples, tests, templates of a distribution. */
export function isSample(path: string): boolean {
  if (
    /\.(?:example|sample|dist|tmpl|template|tpl|j2|erb|in|default)$|[._-](?:example|sample)\b/i.test(
      path,
    )
  )
    return true;
  return /\/(?:docs?|examples?|samples?|testdata|fixtures|tests?|__tests__|node_modules|site-packages|dist-packages|man|locale)\//.test(
    path,
  );
}
