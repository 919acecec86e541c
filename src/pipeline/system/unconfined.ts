import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf } from '#yaml/read.ts';
import { expandedItems } from '../azure/expand.ts';
import { yamlTexts } from '../jenkins/library.ts';
import type { Job, PipelineSubject } from '../model.ts';
import { entryOf, isTrue, keyOf, rangeOfEntry, stringAt, stringsOf } from '../yaml-access.ts';

/** A setting that gives a container the machine. */
export interface Unconfined {
  readonly what: string;
  readonly range: SourceRange;
  readonly job?: Job | undefined;
}

const options =
  /--privileged\b|--(?:net|network|pid|ipc|userns)(?:=|\s+)host\b|\/(?:docker|podman|containerd)[\w/-]{0,40}\.sock\b|--cap-add(?:=|\s+)(?:ALL|SYS_ADMIN)\b/;

/** All of a file, as its system writes them. */
export function unconfinedParts(subject: PipelineSubject): readonly Unconfined[] {
  switch (subject.system) {
    case 'tekton':
    case 'argo':
      return ofPods(subject);
    case 'drone':
    case 'woodpecker':
      return ofSteps(subject);
    case 'jenkins':
      return ofCalls(subject);
    case 'azure':
      return ofContainers(subject);
    default:
      return [];
  }
}

/** `securityContext` of steps, containers and pods. */
function ofPods({ pipeline }: PipelineSubject): readonly Unconfined[] {
  return (pipeline?.jobs ?? []).flatMap((job) => {
    const beside = ['sidecars', 'initContainers'].flatMap((key) =>
      itemsOf(entryOf(job.node, key)?.value),
    );
    const template = entryOf(job.node, 'stepTemplate')?.value;
    const nodes = [job.node, template, ...job.steps.map(({ node }) => node), ...beside];
    return nodes.flatMap((node) => ofContext(node, job));
  });
}

function ofContext(node: YamlNode | undefined, job: Job): readonly Unconfined[] {
  const context = entryOf(node, 'securityContext')?.value;
  return entriesOf(context).flatMap((entry) => {
    const name = keyOf(entry).value;
    const isLoose =
      (name === 'privileged' || name === 'allowPrivilegeEscalation') && isTrue(entry.value);
    const added = stringsOf(entryOf(entry.value, 'add')?.value).filter(({ value }) =>
      /^(?:ALL|(?:CAP_)?SYS_ADMIN)$/.test(value),
    );
    return [
      ...(isLoose ? [{ what: name, range: rangeOfEntry(entry), job }] : []),
      ...added.map(({ value, range }) => ({ what: value, range, job })),
    ];
  });
}

/** `privileged: true` of steps and services. */
function ofSteps({ pipeline }: PipelineSubject): readonly Unconfined[] {
  return (pipeline?.jobs ?? []).flatMap((job) => {
    const services = itemsOf(entryOf(job.node, 'services')?.value);
    const nodes = [...job.steps.map(({ node }) => node), ...services];
    return nodes.flatMap((node) => {
      const entry = entryOf(node, 'privileged');
      if (entry === undefined || !isTrue(entry.value)) return [];
      return [{ what: 'privileged', range: rangeOfEntry(entry), job }];
    });
  });
}

/** `docker.image(…).inside('--privileged')`, `args '…'`, `containerTemplate(privileged: true)`. */
function ofCalls({ jenkins }: PipelineSubject): readonly Unconfined[] {
  if (jenkins === undefined) return [];
  return jenkins.calls.flatMap(({ call }) => {
    const isContainer = /(?:^|\.)(?:inside|withRun|run|args|runArgs)$/.test(call.name);
    const loose = isContainer
      ? call.args.flatMap(({ texts }) => texts).filter(({ value }) => options.test(value))
      : [];
    const pods = yamlTexts(call).flatMap((text) =>
      [...text.value.matchAll(/^[ \t-]*(privileged:[ \t]*true|hostPath:)/gm)].map((match) => ({
        what: match[1] === 'hostPath:' ? 'a directory of the node' : 'privileged',
        range: text.rangeOf(match.index, match.index + match[0].length),
      })),
    );
    const flag = call.args.find(({ name, source }) => name === 'privileged' && source === 'true');
    return [
      ...pods,
      ...loose.map(({ value, range }) => ({ what: options.exec(value)?.[0] ?? value, range })),
      ...(flag === undefined ? [] : [{ what: 'privileged', range: flag.range }]),
    ];
  });
}

/** `options` of containers that the pipeline declares; those of jobs are another check's. */
function ofContainers({ yaml }: PipelineSubject): readonly Unconfined[] {
  const resources = entryOf(yaml?.documents[0]?.root, 'resources')?.value;
  return expandedItems(entryOf(resources, 'containers')?.value).flatMap((item) => {
    const text = stringAt(item, 'options');
    const found = text === undefined ? undefined : options.exec(text.value)?.[0];
    const isSocket = isTrue(entryOf(item, 'mapDockerSocket')?.value);
    return text !== undefined && found !== undefined && !isSocket
      ? [{ what: found, range: text.range }]
      : [];
  });
}
