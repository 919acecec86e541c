import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

const yes = /^(?:1|true|yes|on|y)$/i;
const modes: ReadonlyMap<
  string,
  { readonly when: RegExp; readonly what: string; readonly grave?: true }
> = new Map([
  ['FLASK_DEBUG', { when: yes, what: 'switches the debugger of Flask on', grave: true }],
  ['WERKZEUG_DEBUG_PIN', { when: /^off$/i, what: 'opens the console of Werkzeug', grave: true }],
  ['DJANGO_DEBUG', { when: yes, what: 'switches the debug mode of Django on' }],
  ['APP_DEBUG', { when: yes, what: 'switches the debug mode of the application on' }],
  ['RAILS_ENV', { when: /^development$/i, what: 'runs Rails in development' }],
  [
    'NODE_OPTIONS',
    {
      when: /--inspect(?:-brk)?=(?:0\.0\.0\.0|\[?::)/,
      what: 'opens the inspector of Node.js to everyone',
      grave: true,
    },
  ],
  [
    'JAVA_TOOL_OPTIONS',
    {
      when: /jdwp=[^ ]{0,200}address=(?:\*|0\.0\.0\.0)/,
      what: 'opens the debugger of Java to everyone',
      grave: true,
    },
  ],
  [
    'JDK_JAVA_OPTIONS',
    {
      when: /jdwp=[^ ]{0,200}address=(?:\*|0\.0\.0\.0)/,
      what: 'opens the debugger of Java to everyone',
      grave: true,
    },
  ],
  ['ASPNETCORE_ENVIRONMENT', { when: /^development$/i, what: 'runs ASP.NET in development' }],
]);

/** Modes of frameworks, and debuggers that listen everywhere. */
export function* evaluate({ variables }: ImageSubject): Iterable<Violation> {
  for (const { name, value, place } of variables) {
    const rule = modes.get(name.toUpperCase());
    if (rule?.when.test(value) !== true) continue;
    yield {
      message: `the variable ${name} ${rule.what}`,
      subject: name,
      ...(rule.grave === true && { severity: 'high' as const }),
      place,
    };
  }
}
