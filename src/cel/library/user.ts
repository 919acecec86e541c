import { type Library, globalOverload as over } from '../declare.ts';
import { STRING, structType } from '../type.ts';
import { Opaque, type Value } from '../value.ts';

const SERVICE_ACCOUNT = structType('user.ServiceAccount', { Name: STRING, Namespace: STRING });

/** Name and namespace of a service account, both empty for a user that is none. */
class ServiceAccount extends Opaque {
  readonly type = SERVICE_ACCOUNT;
  readonly name: string;
  readonly namespace: string;

  constructor(namespace: string, name: string) {
    super();
    this.namespace = namespace;
    this.name = name;
  }

  override equals(other: Opaque): boolean {
    return other instanceof ServiceAccount && this.toText() === other.toText();
  }

  override toText(): string {
    return `${this.namespace}:${this.name}`;
  }

  override toJson(): Value {
    return { name: this.name, namespace: this.namespace };
  }

  override field(name: string): Value | undefined {
    if (name === 'Name') return this.name;
    return name === 'Namespace' ? this.namespace : undefined;
  }
}

function parseServiceAccount(username: string): ServiceAccount {
  const prefix = 'system:serviceaccount:';
  const rest = username.startsWith(prefix) ? username.slice(prefix.length) : '';
  const colon = rest.indexOf(':');
  return colon < 0
    ? new ServiceAccount('', '')
    : new ServiceAccount(rest.slice(0, colon), rest.slice(colon + 1));
}

const overloads = [over([STRING], SERVICE_ACCOUNT, parseServiceAccount)];

/** Users (Kyverno 1.18 `kyverno.user`): the fields of the result are `Name` and `Namespace`. */
export const userLibrary: Library = {
  name: 'kyverno.user',
  bases: ['kyverno', 'caisson'],
  functions: [
    { name: 'parseServiceAccount', overloads },
    { name: 'user.parseServiceAccount', overloads },
  ],
};
