/** How shells stand before their script in a history. */
const shellStart =
  /^((?:\/(?:usr\/)?(?:local\/)?bin\/)?(?:sh|bash|dash|ash|ksh|zsh)(?:\s+(?:-[a-zA-Z]+|pipefail|errexit))*\s+-[a-z]*c|cmd \/S \/C|powershell(?:\.exe)?\s.*?-[cC]ommand|pwsh\s.*?-[cC]ommand)\s+/;
const shellAnywhere =
  /\s((?:\/(?:usr\/)?(?:local\/)?bin\/)(?:sh|bash|dash|ash|ksh|zsh)(?:\s+(?:-[a-zA-Z]+|pipefail|errexit))*\s+-[a-z]*c|cmd \/S \/C)\s/;

/** The script behind the shell's own words; `undefined` when no shell stands there. `args`: build arguments may go before. */
export function shellCommand(text: string, args = false): string | undefined {
  const start = shellStart.exec(text);
  if (start !== null) return text.slice(start[0].length);
  const inside = args ? shellAnywhere.exec(text) : null;
  return inside === null ? undefined : text.slice(inside.index + inside[0].length);
}
