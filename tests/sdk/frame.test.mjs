// What every endpoint shares: who may call, the limit, other origins, content types, and clean answers to what is not there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Nango } from '@nangohq/node';
import { refusal, startWorld } from './harness.mjs';

const UUID = '4f1c0b52-6f0e-4f0a-9d3b-0a6a0c7d5e11';
let world, nango;

before(async () => {
  world = await startWorld();
  nango = world.nango;
});
after(() => world?.stop());

test('the environment’s variables and scripts are legal, empty answers', async () => {
  assert.deepEqual(await nango.getEnvironmentVariables(), []);
  assert.deepEqual(await nango.getScriptsConfig(), []);
  assert.deepEqual(await nango.getScriptsConfig('openai'), { data: [] });
});

test('who does not show a key that is known is refused with its reason', async () => {
  const ask = async (headers) => {
    const answer = await fetch(`${world.host}/connections`, { headers });
    const { error } = await answer.json();
    assert.deepEqual([answer.status, error.payload, typeof error.message], [401, {}, 'string']);
    return error.code;
  };
  assert.equal(await ask({}), 'missing_auth_header');
  assert.equal(await ask({ authorization: 'Bearer ' }), 'malformed_auth_header');
  assert.equal(await ask({ authorization: `Bearer ${UUID}` }), 'unknown_account');
  const raw = await fetch(`${world.host}/connections`, { headers: { authorization: world.key } });
  assert.equal(raw.status, 200, 'also without the word in front');
  const said = await refusal(new Nango({ host: world.host, secretKey: 'lsk_nobody' }).listConnections());
  assert.deepEqual([said.status, said.code], [401, 'unknown_account']);
});

test('a key in the form of the other product can be brought along', async () => {
  assert.equal(await world.makeKey('--name', 'Moved here', '--key', UUID), UUID);
  const moved = new Nango({ host: world.host, secretKey: UUID });
  assert.deepEqual((await moved.listConnections()).connections, []);
});

test('what a key may not do is said in the words that programs look for', async () => {
  const lists = new Nango({ host: world.host, apiKey: await world.makeKey('--name', 'Lists', '--scope', 'environment:connections:list') });
  assert.deepEqual((await lists.listConnections()).connections, []);
  const said = await refusal(lists.listIntegrations());
  assert.deepEqual([said.status, said.error], [403, { code: 'forbidden', message: 'Insufficient scope. Required: environment:integrations:list' }]);
});

test('pages of other origins may call', async () => {
  const page = { origin: 'https://app.example' };
  const asked = await fetch(`${world.host}/connections`, {
    method: 'OPTIONS',
    headers: { ...page, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,authorization' },
  });
  assert.ok(asked.ok);
  const header = (name) => asked.headers.get(`access-control-${name}`);
  assert.deepEqual([header('allow-origin'), header('max-age')], ['*', '600']);
  for (const name of ['Authorization', 'Content-Type', 'Provider-Config-Key', 'Connection-Id', 'Nango-Activity-Log-Id', 'Sentry-Trace', 'Baggage']) {
    assert.ok(header('allow-headers').includes(name), name);
  }
  const refused = await fetch(`${world.host}/connections`, { headers: page });
  assert.equal(refused.headers.get('access-control-allow-origin'), '*', 'so that the page can read why');
  assert.match(refused.headers.get('access-control-expose-headers'), /X-RateLimit-Remaining/);
});

test('a body that is no JSON is told from one that does not fit', async () => {
  const post = (body, type) => world.request('POST', '/integrations', body, { 'content-type': type });
  const text = await post('provider=autotask', 'application/x-www-form-urlencoded');
  assert.deepEqual([text.status, text.body.error.code], [415, 'invalid_content_type']);
  const broken = await post('{"provider":', 'application/json');
  assert.deepEqual([broken.status, broken.body.error.code], [400, 'invalid_json']);
  const list = await post('[]', 'application/json; charset=utf-8');
  assert.deepEqual([list.status, list.body.error.code], [400, 'invalid_body']);
  const get = await world.request('GET', '/connections', undefined, { 'content-type': 'application/json' });
  assert.equal(get.status, 200, 'the SDK sends the type without a body');
});

test('paths may end with a slash, and what is nowhere is JSON', async () => {
  assert.equal((await world.request('GET', '/connections/')).status, 200);
  assert.equal((await world.request('GET', '/integrations/?')).status, 200);
  for (const [method, place] of [['GET', '/connections/a/b/c'], ['POST', '/integrations/autotask'], ['GET', '/sync/nothing']]) {
    const nowhere = await world.request(method, place);
    assert.deepEqual([nowhere.status, nowhere.body?.error.code], [404, 'not_found'], place);
  }
  assert.deepEqual((await world.request('GET', '/health')).body, { result: 'ok' });
  assert.equal((await world.request('GET', '/ready')).status, 200);
});

test('the limit is told with each answer and then holds', async (t) => {
  const small = await startWorld({ settings: { LINKSPAN__API__REQUESTS_PER_MINUTE: '5' } });
  t.after(() => small.stop());
  const told = [];
  for (let count = 0; count < 5; count += 1) {
    const answer = await small.request('GET', '/environment-variables');
    const header = (name) => Number(answer.headers.get(`x-ratelimit-${name}`));
    if (answer.status === 429) break; // A new minute may have begun in between.
    assert.deepEqual([answer.status, header('limit')], [200, 5]);
    assert.ok(header('reset') > Date.now() / 1000 - 1);
    told.push(header('remaining'));
  }
  assert.ok(told.every((left) => left >= 0 && left < 5), told.join());
  assert.ok(told.some((left, at) => at > 0 && left === told[at - 1] - 1), told.join());
  let over;
  for (let count = 0; count < 12 && over?.status !== 429; count += 1) over = await small.request('GET', '/integrations');
  assert.deepEqual(over.body, { error: { code: 'too_many_request', method: 'GET', path: '/integrations' } });
  assert.ok(Number(over.headers.get('retry-after')) >= 1);
});
