import { definePlugin, defineRule } from '@oxlint/plugins';

/** Only `cli/` and `output/` know stdout; everything else logs through its scope. */
const noStdout = defineRule({
  meta: {
    messages: { stdout: 'Only cli/ and output/ may write to stdout; log through scope.log.' },
  },
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'process') return;
        if (node.property.type === 'Identifier' && node.property.name === 'stdout')
          context.report({ node, messageId: 'stdout' });
      },
    };
  },
});

/** Time and chance come from the scope, so that every result can be repeated. */
const noAmbient = defineRule({
  meta: {
    messages: { ambient: 'Take time from scope.clock and randomness from the caller.' },
  },
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
        const name = `${node.object.name}.${node.property.name}`;
        if (name === 'Date.now' || name === 'Math.random')
          context.report({ node, messageId: 'ambient' });
      },
      NewExpression(node) {
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date') return;
        if (node.arguments.length === 0) context.report({ node, messageId: 'ambient' });
      },
    };
  },
});

/** Module-level `let` is state that every caller shares. */
const noModuleLet = defineRule({
  meta: { messages: { let: 'No module-level mutable state: pass it, or make it in main.ts.' } },
  create(context) {
    return {
      VariableDeclaration(node) {
        if (node.kind === 'let' && node.parent.type === 'Program')
          context.report({ node, messageId: 'let' });
      },
    };
  },
});

/** The environment is read once, in `cli/`, and handed down. */
const noEnv = defineRule({
  meta: {
    messages: { env: 'Only cli/ and main.ts read the environment; take it as a parameter.' },
  },
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'process') return;
        if (node.property.type === 'Identifier' && node.property.name === 'env')
          context.report({ node, messageId: 'env' });
      },
    };
  },
});

export default definePlugin({
  meta: { name: 'caisson' },
  rules: {
    'no-stdout': noStdout,
    'no-ambient': noAmbient,
    'no-module-let': noModuleLet,
    'no-env': noEnv,
  },
});
