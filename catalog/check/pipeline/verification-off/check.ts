import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { allVariables, textsMatching } from '#pipeline/system/command.ts';
import { switchedOn } from '#pipeline/system/job.ts';
import { entryOf, rangeOfEntry } from '#pipeline/yaml-access.ts';

const switches: ReadonlyMap<string, RegExp> = new Map([
  ['GIT_SSL_NO_VERIFY', /^(?:true|1|yes)$/i],
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['NPM_CONFIG_STRICT_SSL', /^false$/i],
  ['PLUGIN_SKIP_VERIFY', /^true$/i],
  ['GOINSECURE', /./],
]);
const commands =
  /\bgit\s+config\s[^\n;&|]{0,100}http\.sslVerify\s+["']?false|\bgit\s+-c\s+http\.sslVerify=false|\bnpm\s+(?:config\s+)?set\s+strict-ssl\s+false|\bexport\s+(?:GIT_SSL_NO_VERIFY=(?:1|true)|NODE_TLS_REJECT_UNAUTHORIZED=["']?0)/g;

/** Variables, commands and settings that accept any server. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.system !== 'github') yield* switchesOf(subject);
}

function* switchesOf(subject: PipelineSubject): Iterable<Violation> {
  for (const { name, value, range } of allVariables(subject))
    if (switches.get(name.value.toUpperCase())?.test(value.trim()) === true)
      yield { message: `${name.value} switches the verification off`, range };
  for (const { text, range } of textsMatching(subject, commands))
    yield { message: `"${text}" switches the verification off`, range };
  for (const { root } of subject.yaml?.documents ?? []) {
    const entry = switchedOn(entryOf(root, 'clone')?.value, 'skip_verify');
    if (entry !== undefined)
      yield { message: 'the clone accepts any server', range: rangeOfEntry(entry) };
  }
}
