import { NodeAnswer, type NodeCondition } from '../answer.ts';
import {
  type Component,
  type ComponentName,
  evidenceOf,
  type InForce,
  settingOf,
  violationAt,
} from '../component.ts';
import { isManaged, type NodeSubject } from '../subject.ts';

/** What a setting is, for those who judge it. */
export interface SettingCase {
  readonly subject: NodeSubject;
  readonly component: Component;
  readonly setting: InForce | undefined;
  /** The last value. */
  readonly text: string | undefined;
  /** All values, split at commas: of flags that are lists. */
  readonly items: readonly string[];
}

/** Whether a setting will do; text says what is wrong. */
type Judgement = true | string | NodeAnswer;

export interface SettingQuestion {
  readonly component: ComponentName;
  readonly setting: string;
  judge(one: SettingCase): Judgement;
  /** The value that makes it good; `false`: it has to go. Absent: only a person knows. */
  readonly wanted?: string | false | ((one: SettingCase) => string | false | undefined);
  /** First minor version that has the setting. */
  readonly since?: number;
  /** First minor version that no longer has it. */
  readonly until?: number;
}

/** A question about one setting of one component. */
export function setting(question: SettingQuestion): NodeCondition {
  return (subject) => {
    const component = subject.components.get(question.component);
    if (component === undefined) return absent(subject, question.component);
    const outside = outsideOf(question, subject.minor);
    if (outside !== undefined) return NodeAnswer.notApplicable(outside);
    const found = settingOf(component, question.setting);
    const hidden = found === undefined ? unreadOf(component) : undefined;
    if (hidden !== undefined) return hidden;
    const one: SettingCase = {
      subject,
      component,
      setting: found,
      text: found?.values.at(-1),
      items: itemsOf(found),
    };
    const judged = question.judge(one);
    if (judged instanceof NodeAnswer) return judged;
    if (judged === true) return NodeAnswer.pass([evidenceOf(component, question.setting)]);
    const { wanted } = question;
    const value = typeof wanted === 'function' ? wanted(one) : wanted;
    return NodeAnswer.fail(
      violationAt(component, question.setting, {
        message: judged,
        ...(value !== undefined && { wanted: value }),
      }),
    );
  };
}

function itemsOf(found: InForce | undefined): readonly string[] {
  return (found?.values ?? [])
    .flatMap((value) => value.split(',', 1000))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** What nothing sets may stand in a file that nobody could read. */
export function unreadOf({ name, unread }: Component): NodeAnswer | undefined {
  return unread === undefined
    ? undefined
    : NodeAnswer.unknown(`${name} is given ${unread}, which could not be read`);
}

/** Why a component is not there: the provider's, not on this node, or not seen. */
export function absent(subject: NodeSubject, name: ComponentName): NodeAnswer {
  const isAgent = name === 'kubelet' || name === 'kube-proxy';
  if (isManaged(subject.variant) && !isAgent)
    return NodeAnswer.notApplicable(`the provider runs ${name}`);
  if (subject.blind !== undefined)
    return NodeAnswer.unknown(`no ${name} was found, but ${subject.blind}`);
  return NodeAnswer.notApplicable(`there is no ${name} on this node`);
}

function outsideOf(
  { since, until, component, setting: name }: SettingQuestion,
  minor: number | undefined,
): string | undefined {
  if (minor === undefined) return undefined;
  if (since !== undefined && minor < since) return `${component} of 1.${minor} has no ${name} yet`;
  if (until !== undefined && minor >= until)
    return `${component} of 1.${minor} no longer has ${name}`;
  return undefined;
}
