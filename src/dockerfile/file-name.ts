const exact = /^(?:Dockerfile|Containerfile)(?:[._-][\w.-]+)?$/i;
const suffix = /\.(?:dockerfile|containerfile)$/i;
/** `Dockerfile.md`, `Dockerfile.dockerignore`: named after one, and something else. */
const others =
  /\.(?:md|markdown|txt|html?|rst|adoc|dockerignore|containerignore|json|ya?ml|toml|sh|bash|ps1|py|rb|js|ts|go|rs|java|lock|log|orig|rej|bak|swp|png|svg|pdf|zip|gz|sum|asc|sig|spec|snap)$/i;

/** Whether a file is called like a Dockerfile: `Dockerfile`, `Containerfile.prod`, `web.dockerfile`. */
export function isDockerfileName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (suffix.test(name)) return true;
  return exact.test(name) && !others.test(name);
}

/** Whether the first bytes are those of a Dockerfile: comments, then ARG or FROM with an image. */
export function looksLikeDockerfile(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  for (const line of text.replace(/^\u00ef\u00bb\u00bf/, '').split('\n', 200)) {
    const trimmed = line.trim();
    if (/^#\s*syntax\s*=\s*\S*docker/i.test(trimmed)) return true;
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (/^ARG\s+[A-Za-z_]\w*(?:=\S*)?$/.test(trimmed)) continue;
    return /^FROM\s+(?:--platform=\S+\s+)?[\w$][\w.$&{}:/@-]*(?:\s+[Aa][Ss]\s+[\w.-]+)?$/.test(
      trimmed,
    );
  }
  return false;
}
