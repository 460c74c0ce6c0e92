// The frontend SDK in Chromium, on a website of another origin than the server's.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openBrowser, openPage } from '../browser/harness.mjs';
import { RIGHT, harbor, lake, startWorld, switchOn } from './harness.mjs';
import { startShop } from './shop.mjs';

const PAT = { id: 'pat', email: 'pat@harbor.example' };
let world, shop, browser, page;

before(async () => {
  world = await startWorld();
  shop = await startShop();
  browser = await openBrowser();
  for (const name of ['lake-key', 'lake-basic', 'lake-open', 'lake-clients', 'lake-steps']) await switchOn(world, name);
});
after(async () => {
  await page?.context().close();
  await browser?.close();
  await shop?.stop();
  await world?.stop();
});
beforeEach(async () => {
  await page?.context().close();
  page = await openPage(browser);
  await page.goto(shop.url);
});

const token = async (more = {}) => (await world.nango.createConnectSession({ end_user: PAT, ...more })).data.token;

/** Calls a method of the SDK in the page: what it gives, or `{ type, message }` of its error. */
function call(connectSessionToken, method, ...args) {
  return page.evaluate(
    async ({ host, connectSessionToken, method, args }) => {
      const { default: Nango } = await import('/sdk/index.js');
      const nango = new Nango({ host, connectSessionToken });
      try {
        return await nango[method](...args);
      } catch (error) {
        return { name: error.constructor.name, type: error.type, message: error.message };
      }
    },
    { host: world.host, connectSessionToken, method, args },
  );
}

/** The connection that a call made, as the server has it. */
async function made(answer, key) {
  assert.deepEqual(Object.keys(answer).sort(), ['connectionId', 'providerConfigKey'], JSON.stringify(answer));
  assert.equal(answer.providerConfigKey, key);
  return world.nango.getConnection(key, answer.connectionId);
}

test('auth: an API key, first a wrong one', async () => {
  const session = await token();
  const wrong = await call(session, 'auth', 'lake-key', { credentials: { apiKey: 'wrong' }, params: { team: 'pier' } });
  assert.deepEqual([wrong.name, wrong.type, typeof wrong.message], ['AuthError', 'connection_test_failed', 'string']);
  const got = await made(await call(session, 'auth', 'lake-key', { credentials: { apiKey: RIGHT.apiKey }, params: { team: 'pier' } }), 'lake-key');
  assert.deepEqual([got.credentials.apiKey, got.connection_config.team, got.end_user.id], [RIGHT.apiKey, 'pier', 'pat']);
});

test('auth: an Autotask account', async () => {
  const { connection_config: params, credentials } = harbor(world.autotask);
  const options = { params, credentials: { apiKey: credentials.apiKey } };
  const got = await made(await call(await token(), 'auth', 'autotask', options), 'autotask');
  assert.equal(got.connection_config.username, world.autotask.user_name);
  const { subdomain: _, ...without } = params;
  const found = await made(await call(await token(), 'auth', 'autotask', { ...options, params: without }), 'autotask');
  assert.ok(found.connection_config.subdomain, 'the zone is found from the user name');
});

test('auth: user name and password', async () => {
  const { username, password } = RIGHT;
  const session = await token();
  const wrong = await call(session, 'auth', 'lake-basic', { credentials: { username, password: 'wrong' } });
  assert.equal(wrong.type, 'connection_test_failed');
  const got = await made(await call(session, 'auth', 'lake-basic', { credentials: { username, password } }), 'lake-basic');
  assert.deepEqual(got.credentials, { type: 'BASIC', username, password });
});

test('auth: client credentials', async () => {
  const { client_id, client_secret } = RIGHT;
  const session = await token();
  const wrong = await call(session, 'auth', 'lake-clients', { credentials: { client_id, client_secret: 'wrong' } });
  assert.equal(wrong.type, 'client_credentials_fetch_error');
  const got = await made(await call(session, 'auth', 'lake-clients', { credentials: { client_id, client_secret } }), 'lake-clients');
  assert.match(got.credentials.token, /^given-/);
});

test('auth: two steps', async () => {
  const { username, password } = RIGHT;
  const credentials = { type: 'TWO_STEP', username, password };
  const got = await made(await call(await token(), 'auth', 'lake-steps', { credentials }), 'lake-steps');
  assert.match(got.credentials.token, /^given-/);
});

test('create: an account without credentials', async () => {
  const got = await made(await call(await token(), 'create', 'lake-open', { params: { team: 'pier' } }), 'lake-open');
  assert.deepEqual([got.credentials, got.connection_config.team], [{}, 'pier']);
});

test('reconnect: the same connection, renewed', async () => {
  await lake(world, 'lake-key', 'renewed');
  const { data } = await world.nango.createReconnectSession({ connection_id: 'renewed', integration_id: 'lake-key' });
  const answer = await call(data.token, 'reconnect', 'lake-key', { credentials: { apiKey: RIGHT.apiKey }, params: { team: 'quay' } });
  assert.deepEqual(answer, { connectionId: 'renewed', providerConfigKey: 'lake-key' });
  assert.equal((await world.nango.getConnection('lake-key', 'renewed')).connection_config.team, 'quay');
  const without = await call(undefined, 'reconnect', 'lake-key', {});
  assert.equal(without.type, 'missing_connect_session_token');
});

test('errors of sessions come back as the SDK’s own errors', async () => {
  const unknown = await call(`nango_connect_session_${'0'.repeat(64)}`, 'auth', 'lake-key', { credentials: { apiKey: 'x' } });
  assert.deepEqual([unknown.name, unknown.type], ['AuthError', 'unknown_connect_session_token']);
  const elsewhere = await call(await token({ allowed_integrations: ['autotask'] }), 'auth', 'lake-key', { credentials: { apiKey: 'x' } });
  assert.equal(elsewhere.type, 'integration_not_allowed');
  const nowhere = await call(await token(), 'auth', 'nowhere', { credentials: { apiKey: 'x' } });
  assert.equal(nowhere.type, 'unknown_provider_config');
  const mode = await call(await token(), 'auth', 'lake-basic', { credentials: { apiKey: 'x' } });
  assert.equal(mode.type, 'invalid_auth_mode');
});

test('clear: with nothing under way nothing happens', async () => {
  assert.equal(await call(await token(), 'clear'), undefined);
});
