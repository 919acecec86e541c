import { NodeAnswer, type NodeCondition } from '../answer.ts';
import { evidenceOf, settingOf } from '../component.ts';
import { truthOf } from '../source/flags.ts';
import { anonymousOf, authorizersOf } from './documents.ts';
import { type SettingCase, setting } from './setting.ts';

const server = 'kube-apiserver';

/** Anonymous requests: off by flag, or by AuthenticationConfiguration, which may leave them on for health checks. */
export const anonymousRequests: NodeCondition = setting({
  component: server,
  setting: 'anonymous-auth',
  wanted: 'false',
  judge({ subject, component, text }) {
    const fact = subject.documents.get('authentication');
    const named = settingOf(component, 'authentication-config');
    if (text === undefined && named !== undefined) {
      if (fact?.state !== 'read') return NodeAnswer.unknown(`${named.written} cannot be read`);
      const anonymous = anonymousOf(fact.object);
      if (anonymous !== undefined)
        return (
          !anonymous.enabled ||
          anonymous.conditions.length > 0 ||
          'the authentication configuration lets anonymous requests in'
        );
    }
    if (text === undefined) return '--anonymous-auth is not set, which means true';
    return truthOf(text) === false || '--anonymous-auth lets anonymous requests in';
  },
});

/** What authorizes requests: by flag, or by AuthorizationConfiguration. */
function authorizers({ subject, component, items }: SettingCase): readonly string[] | NodeAnswer {
  const named = settingOf(component, 'authorization-config');
  if (named === undefined) return items.length === 0 ? ['AlwaysAllow'] : items;
  const fact = subject.documents.get('authorization');
  return fact?.state === 'read'
    ? authorizersOf(fact.object)
    : NodeAnswer.unknown(`${named.written} cannot be read`);
}

export const allowsNothingByDefault: NodeCondition = setting({
  component: server,
  setting: 'authorization-mode',
  wanted: ({ items }) => items.filter((one) => one !== 'AlwaysAllow').join(',') || 'Node,RBAC',
  judge(one) {
    const list = authorizers(one);
    if (list instanceof NodeAnswer) return list;
    if (!list.includes('AlwaysAllow')) return true;
    return one.text === undefined
      ? '--authorization-mode is not set, which means AlwaysAllow'
      : '--authorization-mode includes AlwaysAllow';
  },
});

export function mustAuthorizeWith(mode: 'Node' | 'RBAC'): NodeCondition {
  return setting({
    component: server,
    setting: 'authorization-mode',
    wanted: ({ items }) => [...items.filter((one) => one !== 'AlwaysAllow'), mode].join(','),
    judge(one) {
      const list = authorizers(one);
      if (list instanceof NodeAnswer) return list;
      return list.includes(mode) || `requests are not authorized by ${mode}`;
    },
  });
}

/** Whether etcd trusts an authority of its own: one for the whole cluster lets every client certificate into etcd. */
export const ownEtcdAuthority: NodeCondition = setting({
  component: 'etcd',
  setting: 'trusted-ca-file',
  judge({ subject, component, text }) {
    if (text === undefined) return '--trusted-ca-file is not set';
    const apiserver = subject.components.get(server);
    const clients = apiserver && settingOf(apiserver, 'client-ca-file');
    const own = subject.authorities.get('etcd');
    const others = subject.authorities.get(server);
    if (own !== undefined && others !== undefined)
      return (
        own.digest !== others.digest ||
        `etcd trusts ${own.path}, the authority of all clients of the cluster`
      );
    if (clients?.values.at(-1) === text)
      return `etcd trusts ${text}, the authority of all clients of the cluster`;
    return clients === undefined
      ? NodeAnswer.manual('compare with the authority that the API server trusts for clients', [
          evidenceOf(component, 'trusted-ca-file'),
        ])
      : true;
  },
});

/** etcd that answers without TLS beyond its own machine. */
export function mustListenWithTls(flag: string): NodeCondition {
  return setting({
    component: 'etcd',
    setting: flag,
    judge({ items }) {
      const open = items.filter(
        (url) => url.startsWith('http://') && !/^http:\/\/(?:127\.|localhost|\[::1\])/.test(url),
      );
      return (
        open.length === 0 ||
        `--${flag} has ${open.slice(0, 5).join(', ').slice(0, 300)}, without TLS`
      );
    },
  });
}
