/** A directory that a program turns into manifests. */
export interface RenderUnit {
  readonly kind: 'helm' | 'kustomize';
  /** As it stands in reports, without a slash at the end; `.` for the directory itself. */
  readonly path: string;
}

const chartFile = /^(?:(.*)\/)?Chart\.yaml$/;
const kustomizationFile = /^(?:(.*)\/)?(?:kustomization\.ya?ml|Kustomization)$/;

/**
 * The units among files, by their paths. Charts inside `charts/` of a chart belong to that one, and so does everything else
 * below a chart.
 */
export function unitsAmong(paths: Iterable<string>): readonly RenderUnit[] {
  const found: RenderUnit[] = [];
  for (const path of paths) {
    const chart = chartFile.exec(path);
    const kustomization = kustomizationFile.exec(path);
    if (chart !== null) found.push({ kind: 'helm', path: chart[1] ?? '.' });
    else if (kustomization !== null)
      found.push({ kind: 'kustomize', path: kustomization[1] ?? '.' });
  }
  const charts = new Set(found.filter(({ kind }) => kind === 'helm').map(({ path }) => path));
  return found.filter(({ path }) => !isBelowOne(path, charts));
}

/** Whether a path lies in one of the directories, or in one inside it. */
export function isBelowOne(path: string, directories: ReadonlySet<string>): boolean {
  if (path !== '.' && directories.has('.')) return true;
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    if (directories.has(path.slice(0, at))) return true;
  return false;
}
