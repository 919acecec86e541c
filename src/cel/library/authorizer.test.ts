import { expect, test } from 'vitest';
import { canonical } from '../canonical.ts';
import { compile, environmentOf } from '../compile.ts';
import type { AuthorizationAnswer, AuthorizationQuestion } from './authorize.ts';
import { AUTHORIZER, Authorizer, RESOURCE_CHECK } from './authorizer.ts';

/** Evaluates with an authorizer that gives this answer; what it was asked comes back too. */
function ask(
  text: string,
  answer: AuthorizationAnswer = { decision: 'allow', reason: 'because' },
  minor = 36,
) {
  const asked: AuthorizationQuestion[] = [];
  const authorizer = new Authorizer(
    (question) => {
      asked.push(question);
      return answer;
    },
    { username: 'ada', groups: ['system:authenticated'] },
    { group: 'apps', resource: 'deployments', namespace: 'shop', name: 'api' },
  );
  const environment = environmentOf(
    { base: 'kubernetes', minor },
    { authorizer: AUTHORIZER, 'authorizer.requestResource': RESOURCE_CHECK },
  );
  const compiled = compile(text, environment);
  if ('problems' in compiled) return { result: 'problem', asked, cost: 0 };
  const outcome = compiled.program.evaluate({
    authorizer,
    'authorizer.requestResource': authorizer.resourceCheck(),
  });
  const result = 'error' in outcome ? `error: ${outcome.error}` : canonical(outcome.value);
  return { result, asked, cost: outcome.cost };
}

test('a question about a resource has every part that was given', () => {
  const { result, asked, cost } = ask(
    "authorizer.group('apps').resource('deployments').subresource('status').namespace('test').name('backend').check('create').allowed()",
  );

  expect(result).toBe('b:true');
  expect(cost).toBe(350_007);
  expect(asked).toEqual([
    {
      type: 'resource',
      user: { username: 'ada', groups: ['system:authenticated'] },
      verb: 'create',
      group: 'apps',
      resource: 'deployments',
      subresource: 'status',
      namespace: 'test',
      name: 'backend',
    },
  ]);
});

test('a question about a path', () => {
  const { result, asked, cost } = ask("authorizer.path('/healthz').check('get').reason()");

  expect(result).toBe('s:"because"');
  expect(cost).toBe(350_003);
  expect(asked).toMatchObject([{ type: 'path', verb: 'get', path: '/healthz' }]);
});

test('a service account is asked about by its user and groups', () => {
  const { asked } = ask(
    "authorizer.serviceAccount('shop', 'api').group('').resource('pods').check('list').allowed()",
  );

  expect(asked[0]?.user).toEqual({
    username: 'system:serviceaccount:shop:api',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:shop'],
  });
});

test('the resource of the request', () => {
  const { asked } = ask("authorizer.requestResource.check('delete').allowed()");

  expect(asked).toMatchObject([
    { group: 'apps', resource: 'deployments', namespace: 'shop', name: 'api', verb: 'delete' },
  ]);
});

test('selectors are parsed, and told when they cannot be', () => {
  const { asked } = ask(
    "authorizer.group('').resource('pods').fieldSelector('spec.nodeName=n1').labelSelector('a b').check('list').allowed()",
  );

  expect(asked).toMatchObject([
    { fieldSelector: [{ key: 'spec.nodeName', operator: 'In', values: ['n1'] }] },
  ]);
  expect(asked[0]).toHaveProperty('labelSelectorError');
  expect(asked[0]).not.toHaveProperty('labelSelector');
});

test.for([
  ["authorizer.path(' ')", 'error: path must not be empty'],
  ["authorizer.group('').resource('')", 'error: resource must not be empty'],
  ["authorizer.serviceAccount('a.b', 'c')", 'error: Invalid service account namespace'],
  ["authorizer.serviceAccount('a', 'C')", 'error: Invalid service account name'],
  ["authorizer.group('').check('get')", 'problem'],
] as const)('%s is %s', ([text, wanted]) => {
  expect(ask(text).result).toBe(wanted);
});

test('an authorizer that cannot decide', () => {
  const answer = { decision: 'no-opinion', reason: '', error: 'no answer' } as const;

  expect(ask("authorizer.path('/x').check('get').allowed()", answer).result).toBe('b:false');
  expect(ask("authorizer.path('/x').check('get').errored()", answer).result).toBe('b:true');
  expect(ask("authorizer.path('/x').check('get').error()", answer).result).toBe('s:"no answer"');
  expect(ask("authorizer.path('/x').check('get').error()").result).toBe('s:""');
});

test('three checks are more than an expression may cost', () => {
  const check = "authorizer.path('/x').check('get').allowed()";

  expect(ask(`${check} && ${check}`).result).toBe('b:true');
  expect(ask(`${check} && ${check} && ${check}`).result).toMatch(/^error: /);
});

test('selectors came with Kubernetes 1.31, the authorizer with 1.27', () => {
  const text = "authorizer.group('').resource('pods').labelSelector('a=b').check('list').allowed()";

  expect(ask(text, undefined, 30).result).toBe('problem');
  expect(ask(text, undefined, 31).result).toBe('b:true');
  expect(ask("authorizer.path('/x').check('get').allowed()", undefined, 26).result).toBe('problem');
  expect(ask("authorizer.path('/x').check('get').errored()", undefined, 27).result).toBe('problem');
});
