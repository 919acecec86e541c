import type { Scope } from '#contract/scope.ts';
import { Correlator } from '#incident/correlator.ts';
import { CaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { ProfileBook } from '#profile/book.ts';
import { profileFromJson } from '#profile/json.ts';
import type { RuleDefinition, RuleDiagnostic } from '#rule/ast.ts';
import { compileRules } from '#rule/engine/compile.ts';
import { loadRules } from '#rule/language/load-rules.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';
import { type Recorded, runRecorded } from './events.ts';
import { RuntimeJudge } from './judge.ts';
import { profileName } from './profiles.ts';

export type { Recorded };

/** What a replay tells, in order. */
export interface ReplayListener {
  detection(detection: Detection): void;
  incident(incident: Incident): void;
}

/** Judges recorded events by rules, as a watch would. Gives how many events there were. */
export async function replay(
  recorded: Recorded,
  rules: readonly RuleDefinition[],
  listener: ReplayListener,
  scope: Scope,
): Promise<number> {
  const set = compileRules(rules, {
    onProblem: ({ rule, message }) =>
      scope.log.warn('a rule is left out', { rule: rule.name, message }),
  });
  const told = new Map<string, () => Incident | undefined>();
  const correlator = new Correlator({ newId: newUlid });
  const judge = new RuntimeJudge({
    rules: set,
    correlator,
    isWanted: () => true,
    host: '',
    listener: {
      detection: (detection) => listener.detection(detection),
      incident: (id, incident, isNew) => {
        if (isNew) told.set(id, incident);
      },
      loss: () => undefined,
    },
  });
  let events = 0;
  await runRecorded(
    recorded,
    {
      event: (event) => {
        events += 1;
        judge.event(event);
      },
      audit: (event) => {
        events += 1;
        judge.audit(event);
      },
      loss: (loss) => judge.loss(loss),
    },
    scope,
  );
  for (const incident of told.values()) {
    const made = incident();
    if (made !== undefined) listener.incident(made);
  }
  return events;
}

/** The events for which a condition holds, each as `print` says. Throws `input.malformed` for a wrong condition. */
export async function filterEvents(
  recorded: Recorded,
  { condition, print }: { readonly condition: string; readonly print: string },
  tell: (text: string, event: RuntimeEvent | undefined) => void,
  scope: Scope,
): Promise<number> {
  const rules = (['syscall', 'k8s_audit'] as const).flatMap((source) =>
    ruleOf(condition, print, source),
  );
  const set = compileRules(rules);
  let found = 0;
  function told(event: Parameters<typeof set.judge>[0]): void {
    for (const hit of set.judge(event)) {
      found += 1;
      tell(hit.text(), event.source === 'syscall' ? event : undefined);
    }
  }
  await runRecorded(recorded, { event: told, audit: told }, scope);
  return found;
}

const usualPrint: Readonly<Record<'syscall' | 'k8s_audit', string>> = {
  syscall: '%evt.num %evt.time %proc.name (%proc.pid) %evt.type %evt.args',
  k8s_audit: '%evt.time %ka.verb %ka.uri %ka.user.name',
};

/** The condition as a rule; nothing where it is about the other source. */
function ruleOf(
  condition: string,
  print: string,
  source: 'syscall' | 'k8s_audit',
): readonly RuleDefinition[] {
  const item = {
    rule: 'condition',
    desc: 'given',
    source,
    condition,
    output: print === '' ? usualPrint[source] : print,
    priority: 'INFO',
    warn_evttypes: false,
  };
  const { rules, diagnostics } = loadRules([{ name: 'condition', text: JSON.stringify([item]) }]);
  const isOther = diagnostics.some(({ code }) => code === 'unknown-field');
  if (isOther && source === 'k8s_audit') return [];
  const asOther =
    isOther &&
    loadRules([
      {
        name: 'condition',
        text: JSON.stringify([{ ...item, source: 'k8s_audit', output: usualPrint.k8s_audit }]),
      },
    ]);
  if (asOther && asOther.rules.length > 0) return [];
  refuseCondition(diagnostics);
  return rules;
}

/** The places of a condition that was typed are of no use: what it says there is shown instead. */
function refuseCondition(diagnostics: readonly RuleDiagnostic[]): void {
  const first = diagnostics.find(({ level }) => level === 'error');
  if (first === undefined) return;
  throw new CaissonError('usage.invalid-argument', `the condition is wrong: ${first.message}`, {
    hint:
      first.suggestion ??
      'it is written as in rules: evt.type = execve and proc.name in (sh, bash)',
  });
}

/** Adds what a recording shows to the profiles of a store. Gives how many events there were. */
export async function learnRecorded(
  recorded: Recorded,
  store: RuntimeStore,
  scope: Scope,
): Promise<number> {
  const book = new ProfileBook();
  for (const { body } of store.profiles()) book.load(profileFromJson(body));
  let events = 0;
  await runRecorded(
    recorded,
    {
      event: (event) => {
        events += 1;
        book.observe(event);
      },
      audit: () => undefined,
      loss: (loss) => book.loss(loss),
    },
    scope,
  );
  book.flush();
  for (const profile of book.profiles) store.saveProfile(profileName(profile), profile);
  return events;
}

/** What rules cost over recorded events, one after the other in memory. */
export async function benchRules(
  recorded: Recorded,
  rules: readonly RuleDefinition[],
  scope: Scope,
): Promise<{
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly compileMs: number;
  readonly rules: readonly {
    readonly name: string;
    readonly hits: number;
    readonly nanoseconds: number;
  }[];
}> {
  const started = process.hrtime.bigint();
  const set = compileRules(rules, { timer: () => process.hrtime.bigint() });
  const compileMs = Number(process.hrtime.bigint() - started) / 1e6;
  const plain = compileRules(rules);
  let spent = 0n;
  function judged(event: Parameters<typeof set.judge>[0]): void {
    const before = process.hrtime.bigint();
    plain.judge(event);
    spent += process.hrtime.bigint() - before;
    set.judge(event);
  }
  await runRecorded(recorded, { event: judged, audit: judged }, scope);
  const { events, rules: counts } = set.statistics;
  return {
    events,
    eventsPerSecond: spent === 0n ? 0 : (events * 1e9) / Number(spent),
    compileMs,
    rules: counts
      .map(({ rule, hits, nanoseconds = 0n, asked = 0 }) => ({
        name: rule.name,
        hits,
        nanoseconds: asked === 0 ? 0 : Number(nanoseconds) / asked,
      }))
      .toSorted((a, b) => b.nanoseconds - a.nanoseconds),
  };
}
