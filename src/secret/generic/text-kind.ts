import type { TextKind } from './judge.ts';

const settingsNames =
  /(?:^|\/)(?:\.env(?:\.[\w.-]{1,40})?|[\w.-]*\.env|[^/]*\.(?:ya?ml|properties|conf|config|cfg|cnf|ini|toml|tf|tfvars|tfstate|xml|json|env|plist|hcl|service|netrc|pgpass|htpasswd|credentials)|credentials|config|\.(?:npmrc|pypirc|netrc|pgpass|my\.cnf|s3cfg|boto|git-credentials|dockercfg|bash_history|zsh_history|psql_history|mysql_history|python_history|profile|bashrc|zshrc))$|^[a-z]+(?:\.|\[)/i;

/** What kind of text a path speaks for. Fields of an image (`config.Env[3]`) are settings. */
export function textKindOf(path: string): TextKind {
  return settingsNames.test(path) ? 'settings' : 'program';
}
