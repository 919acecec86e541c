/** The file on disk that a path of a location stands for: what stands before the first `!`. */
export function fileOfPath(path: string): string {
  const end = path.indexOf('!');
  return end === -1 ? path : path.slice(0, end);
}
