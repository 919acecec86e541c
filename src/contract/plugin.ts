/** What every plug-in declares about itself. All of it is data, so that docs and the planner read it without running anything. */
export interface Plugin<Kind extends PluginKind = PluginKind> {
  readonly kind: Kind;
  /** Permanent, never reused. Path-like for code (`os/apk`), the catalogue id for checks. */
  readonly id: string;
  /** Raised whenever the same input may give another result; part of every cache key. */
  readonly revision: number;
  readonly title: string;
}
type PluginKind = 'source' | 'analyzer' | 'linker' | 'reviewer' | 'checker' | 'matcher' | 'output';
