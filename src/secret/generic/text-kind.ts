import type { TextKind } from './judge.ts';

const settingsNames =
  /(?:^|\/)(?:\.env(?:\.[\w.-]{1,40})?|[\w.-]*\.env|[^/]*\.(?:ya?ml|properties|conf|config|cfg|cnf|ini|toml|tf|tfvars|tfstate|xml|json|env|plist|hcl|service|netrc|pgpass|htpasswd|credentials)|credentials|config|\.(?:npmrc|pypirc|netrc|pgpass|my\.cnf|s3cfg|boto|git-credentials|dockercfg|bash_history|zsh_history|psql_history|mysql_history|python_history|profile|bashrc|zshrc))$|^[a-z]+(?:\.|\[)/i;

/** Settings that a program reads as they are; what stands in them is in force. */
const inForce =
  /(?:^|\/)(?:\.env(?:\.[\w.-]{1,40})?|[\w-][\w.-]*\.env|(?:docker-)?compose[\w.-]{0,60}\.ya?ml|(?:application|bootstrap|database|values|secrets?|credentials)[\w.-]{0,60}\.(?:ya?ml|properties)|[\w-]+\.(?:properties|tfvars|cnf|my\.cnf))$/i;
/** Examples, and texts that are shown to people. */
const forReaders =
  /example|sample|template|\.dist(?:\.|$)|\.tpl|(?:^|\/)(?:docs?|testdata|fixtures|locales?|i18n|lang)\/|messages|strings|labels|[_-](?:[a-z]{2}|[a-z]{2}[_-][A-Z]{2})\.properties$/i;

/** What kind of text a path speaks for. Fields of an image (`config.Env[3]`) are settings. */
export function textKindOf(path: string): TextKind {
  if (!settingsNames.test(path) && !inForce.test(path)) return 'program';
  if (forReaders.test(path)) return 'example';
  return inForce.test(path) ? 'in-force' : 'settings';
}
