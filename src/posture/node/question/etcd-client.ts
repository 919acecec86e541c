import { NodeAnswer, type NodeCondition } from '../answer.ts';
import { settingOf } from '../component.ts';
import type { NodeSubject } from '../subject.ts';
import { mustBeSet } from './forms.ts';

/** Whether the API server keeps its objects elsewhere: k3s and MicroK8s have databases behind a socket. */
function hasSocket({ components }: NodeSubject): boolean {
  const apiserver = components.get('kube-apiserver');
  const servers = apiserver && settingOf(apiserver, 'etcd-servers')?.values.at(-1);
  return servers?.split(',').every((one) => one.startsWith('unix:')) === true;
}

function unlessSocket(condition: NodeCondition): NodeCondition {
  return (subject) =>
    hasSocket(subject)
      ? NodeAnswer.notApplicable('the API server keeps its objects behind a socket of the node')
      : condition(subject);
}

export const etcdClient: NodeCondition = unlessSocket(
  mustBeSet('kube-apiserver', 'etcd-certfile', 'etcd-keyfile'),
);
export const etcdAuthority: NodeCondition = unlessSocket(
  mustBeSet('kube-apiserver', 'etcd-cafile'),
);
