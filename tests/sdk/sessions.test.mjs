// Connect sessions as a program's server makes them, and what their tokens are good for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { harbor, lake, refusal, startWorld } from './harness.mjs';

const TOKEN = /^nango_connect_session_[0-9a-f]{64}$/;
const PAT = { id: 'pat', email: 'pat@harbor.example', display_name: 'Pat' };
let world, nango;

before(async () => {
  world = await startWorld();
  nango = world.nango;
  await lake(world, 'lake-key', 'moored');
});
after(() => world?.stop());

/** A request with the token of a session, as the connect page makes it. */
const within = (token, method, place, body) =>
  world.request(method, place, body, { authorization: `Bearer ${token}` });
const session = async (more = {}) => (await nango.createConnectSession({ end_user: PAT, ...more })).data.token;

test('a session is made with 201 and lives for half an hour', async () => {
  const made = await world.request('POST', '/connect/sessions', { end_user: PAT, organization: { id: 'harbor' }, tags: { env: 'live' } });
  assert.equal(made.status, 201);
  assert.deepEqual(Object.keys(made.body.data).sort(), ['connect_link', 'expires_at', 'token']);
  const { token, connect_link, expires_at } = made.body.data;
  assert.match(token, TOKEN);
  assert.equal(new URL(connect_link).searchParams.get('session_token'), token);
  assert.ok(connect_link.startsWith(world.host));
  const left = Date.parse(expires_at) - Date.now();
  assert.ok(left > 29 * 60_000 && left <= 30 * 60_000, expires_at);
  const { data } = await nango.createConnectSession({ tags: { env: 'live' } });
  assert.match(data.token, TOKEN, 'tags are enough');
});

test('a session that does not fit says where', async () => {
  const wrong = async (body) => {
    const said = await refusal(nango.createConnectSession(body));
    assert.deepEqual([said.status, said.code], [400, 'invalid_body'], JSON.stringify(body));
    return said.error.errors.map((one) => one.path.join('.'));
  };
  assert.ok((await wrong({})).length > 0, 'nobody');
  assert.deepEqual(await wrong({ end_user: PAT, allowed_integrations: ['nowhere'] }), ['allowed_integrations.0']);
  assert.deepEqual(await wrong({ end_user: PAT, integrations_config_defaults: { nowhere: {} } }), ['integrations_config_defaults.nowhere']);
  assert.deepEqual(await wrong({ end_user: { ...PAT, email: 'nobody' } }), ['end_user.email']);
  await wrong({ end_user: PAT, colour: 'red' });
  const said = await refusal(nango.createReconnectSession({ connection_id: 'nobody', integration_id: 'lake-key' }));
  assert.deepEqual([said.status, said.code], [400, 'invalid_body']);
});

test('the connect page learns what it needs, in the names that it knows', async () => {
  const token = await session({ allowed_integrations: ['autotask'], organization: { id: 'harbor', display_name: 'Harbor' } });
  const { status, body } = await within(token, 'GET', '/connect/session');
  assert.equal(status, 200);
  const { endUser, connectUISettings, allowed_integrations } = body.data;
  assert.deepEqual([endUser.id, endUser.email, allowed_integrations], ['pat', 'pat@harbor.example', ['autotask']]);
  assert.match(connectUISettings.theme.light.primary, /^#/);
  assert.equal(typeof connectUISettings.showWatermark, 'boolean');
  const listed = await within(token, 'GET', '/integrations');
  assert.deepEqual(listed.body.data.map((one) => one.unique_key), ['autotask'], 'only what is allowed');
  const provider = await within(token, 'GET', '/providers/autotask');
  assert.equal(provider.body.data.name, 'autotask');
  for (const place of ['/connections', '/connections/moored?provider_config_key=lake-key', '/environment-variables', '/proxy/echo']) {
    const refused = await within(token, 'GET', place);
    assert.ok([401, 403].includes(refused.status), `${place}: ${refused.status}`);
    assert.ok(refused.body.error.code, place);
  }
});

test('a session ends when it is told to, and an unknown one is refused with 401', async () => {
  const token = await session();
  assert.equal((await within(token, 'DELETE', '/connect/session')).status, 204);
  for (const gone of [token, `nango_connect_session_${'0'.repeat(64)}`]) {
    const said = await within(gone, 'GET', '/connect/session');
    assert.deepEqual([said.status, said.body.error.code], [401, 'unknown_connect_session_token']);
  }
  const odd = await within('nango_connect_session_x', 'GET', '/connect/session');
  assert.deepEqual([odd.status, odd.body.error.code], [401, 'invalid_connect_session_token_format']);
});

test('a session takes an account over for its person', async () => {
  const token = await session({ allowed_integrations: ['lake-key'], organization: { id: 'harbor' }, tags: { Env: 'live' } });
  const link = (key, query = '') => `/api-auth/api-key/${key}?connect_session_token=${token}${query}`;
  const wrong = await world.request('POST', link('lake-key'), { apiKey: 'wrong' }, { authorization: '' });
  assert.deepEqual([wrong.status, wrong.body.error.code], [400, 'connection_test_failed']);
  const other = await world.request('POST', link('autotask'), { apiKey: 'x' });
  assert.deepEqual([other.status, other.body.error.code], [400, 'integration_not_allowed']);
  const named = await world.request('POST', link('lake-key', '&connection_id=mine'), { apiKey: 'key-of-the-lake' });
  assert.deepEqual([named.status, named.body.error.code], [400, 'invalid_query_params']);
  const made = await world.request('POST', link('lake-key', '&params[team]=pier'), { apiKey: 'key-of-the-lake' });
  assert.deepEqual([made.status, Object.keys(made.body).sort(), made.body.providerConfigKey], [200, ['connectionId', 'providerConfigKey'], 'lake-key']);
  const got = await nango.getConnection('lake-key', made.body.connectionId);
  assert.deepEqual([got.end_user.id, got.end_user.organization.id, got.connection_config.team], ['pat', 'harbor', 'pier']);
  assert.deepEqual([got.tags.end_user_id, got.tags.organization_id, got.tags.env], ['pat', 'harbor', 'live']);
  assert.equal((await nango.waitForConnection('lake-key', 'pat')).connection_id, made.body.connectionId);
});

test('a session to reconnect renews one connection and no other', async () => {
  await world.request('POST', '/connections', harbor(world.autotask));
  const made = await world.request('POST', '/connect/sessions/reconnect', { connection_id: 'harbor', integration_id: 'autotask' });
  assert.equal(made.status, 201);
  const { data } = await nango.createReconnectSession({ connection_id: 'harbor', integration_id: 'autotask', end_user: PAT });
  const shown = await within(data.token, 'GET', '/connect/session');
  assert.equal(shown.body.data.isReconnecting, true);
  const { connection_config: config, credentials } = harbor(world.autotask);
  const params = Object.entries(config).map(([name, value]) => `&params[${name}]=${encodeURIComponent(value)}`).join('');
  const place = `/api-auth/api-key/autotask?connect_session_token=${data.token}${params}`;
  const done = await world.request('POST', place, { apiKey: credentials.apiKey });
  assert.deepEqual([done.status, done.body], [200, { connectionId: 'harbor', providerConfigKey: 'autotask' }]);
  const { connections } = await nango.listConnections({ integrationId: 'autotask' });
  assert.equal(connections.length, 1);
});

test('what the page counts is taken without a header', async () => {
  const token = await session();
  const sent = await fetch(`${world.host}/connect/telemetry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, event: 'open', timestamp: new Date().toISOString() }),
  });
  assert.equal(sent.status, 204);
});
