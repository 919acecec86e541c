/** Where a command leaves its exit code. `endsBySignal`: being told to stop is how it ends, and no failure. */
export interface Outcome {
  code: number;
  endsBySignal?: boolean;
}
