import type { NodeCondition } from '../answer.ts';
import { NodeAnswer } from '../answer.ts';
import {
  type Component,
  type ComponentName,
  evidenceOf,
  settingOf,
  violationAt,
} from '../component.ts';
import { truthOf } from '../source/flags.ts';
import { absent, type SettingCase, setting, unreadOf } from './setting.ts';

/** Versions that have a setting. */
interface Span {
  readonly since?: number;
  readonly until?: number;
}

/** A switch that must be on or off; `unset` is what counts when nobody sets it. */
export function mustBe(
  component: ComponentName,
  name: string,
  wanted: boolean,
  { unset, ...span }: Span & { readonly unset: boolean },
): NodeCondition {
  return setting({
    component,
    setting: name,
    wanted: String(wanted),
    ...span,
    judge({ text, component: { homes } }) {
      const label = homes[0].label(name);
      if (text === undefined)
        return unset === wanted || `${label} is not set, which means ${unset}`;
      const truth = truthOf(text);
      return truth === wanted || `${label} is ${JSON.stringify(text)}, not ${wanted}`;
    },
  });
}

/** Settings that must all have a value. */
export function mustBeSet(
  component: ComponentName,
  ...names: readonly [string, ...string[]]
): NodeCondition {
  return (subject) => {
    const found = subject.components.get(component);
    if (found === undefined) return absent(subject, component);
    const missing = names.filter((name) => (settingOf(found, name)?.values.at(-1) ?? '') === '');
    const [first] = missing;
    if (first === undefined) return NodeAnswer.pass(names.map((name) => evidenceOf(found, name)));
    const hidden = unreadOf(found);
    if (hidden !== undefined) return hidden;
    return NodeAnswer.fail(
      violationAt(found, first, { message: `${labels(found, missing)} not set` }),
    );
  };
}

function labels(component: Component, names: readonly string[]): string {
  const list = names.map((name) => component.homes[0].label(name));
  return `${list.join(' and ')} ${list.length === 1 ? 'is' : 'are'}`;
}

/** A setting that nobody should use. */
export function mustBeAbsent(
  component: ComponentName,
  name: string,
  span: Span = {},
): NodeCondition {
  return setting({
    component,
    setting: name,
    wanted: false,
    ...span,
    judge: ({ text, component: { homes } }) =>
      text === undefined || `${homes[0].label(name)} is set`,
  });
}

/** A list that must hold an item; `byDefault` when it does so where nobody writes it. */
export function mustInclude(
  component: ComponentName,
  name: string,
  item: string,
  { byDefault = false, ...span }: Span & { readonly byDefault?: boolean } = {},
): NodeCondition {
  return setting({
    component,
    setting: name,
    ...span,
    wanted: ({ items }) => [...items, item].join(','),
    judge({ items, text, component: { homes } }) {
      if (items.includes(item) || (byDefault && text === undefined)) return true;
      return `${homes[0].label(name)} does not include ${item}`;
    },
  });
}

/** A list that must not hold an item. */
export function mustNotInclude(
  component: ComponentName,
  name: string,
  item: string,
  span: Span = {},
): NodeCondition {
  return setting({
    component,
    setting: name,
    ...span,
    wanted: ({ items }) => items.filter((one) => one !== item).join(',') || false,
    judge: ({ items, component: { homes } }) =>
      !items.includes(item) || `${homes[0].label(name)} includes ${item}`,
  });
}

/** An address that only the node itself can reach; `unset` is what counts when nobody sets it. */
export function mustBeLoopback(
  component: ComponentName,
  name: string,
  unset: string,
): NodeCondition {
  return setting({
    component,
    setting: name,
    wanted: name === 'bind-address' ? '127.0.0.1' : '127.0.0.1:10249',
    judge({ text = unset, component: { homes } }) {
      return (
        isLoopback(text) || `${homes[0].label(name)} is ${text === '' ? 'every address' : text}`
      );
    },
  });
}

function isLoopback(address: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|localhost)(?::\d+)?$|^(?:\[::1\](?::\d+)?|::1)$/.test(address);
}

/** Suites with forward secrecy and authenticated encryption; all of TLS 1.3 are such. */
const strongCiphers: ReadonlySet<string> = new Set([
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  ...['ECDSA', 'RSA'].flatMap((key) =>
    [
      'AES_128_GCM_SHA256',
      'AES_256_GCM_SHA384',
      'CHACHA20_POLY1305',
      'CHACHA20_POLY1305_SHA256',
    ].map((rest) => `TLS_ECDHE_${key}_WITH_${rest}`),
  ),
]);

/** Only strong suites; those that Go takes when nobody names any hold weak ones too, unless TLS 1.3 is the least. */
export function mustHaveStrongCiphers(
  component: ComponentName,
  names: { readonly suites: string; readonly least: string },
): NodeCondition {
  return setting({
    component,
    setting: names.suites,
    judge(one) {
      if (settingOf(one.component, names.least)?.values.at(-1) === 'VersionTLS13') return true;
      return ciphersOf(one, names.suites);
    },
  });
}

function ciphersOf({ items, component: { homes } }: SettingCase, name: string): true | string {
  const label = homes[0].label(name);
  if (items.length === 0)
    return `${label} is not set, and the default has suites without authenticated encryption`;
  const weak = items.filter((item) => !strongCiphers.has(item));
  return (
    weak.length === 0 || `${label} has weak suites: ${weak.slice(0, 10).join(', ').slice(0, 300)}`
  );
}
