/** One question about a finding with its answers; texts are clean. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}
