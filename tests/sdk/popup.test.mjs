// Linking by OAuth in a popup, as the frontend SDK does it: a WebSocket to the server, a popup to the vendor, an answer by the socket.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openBrowser, openPage } from '../browser/harness.mjs';
import { lake, startWorld, switchOn } from './harness.mjs';
import { startShop } from './shop.mjs';

const PAT = { id: 'pat', email: 'pat@harbor.example' };
let world, shop, browser, page;

before(async () => {
  world = await startWorld();
  shop = await startShop();
  browser = await openBrowser();
  await switchOn(world, 'lake-oauth');
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
  page.setDefaultTimeout(15_000);
  await page.goto(shop.url);
});

const token = async (more = {}) => (await world.nango.createConnectSession({ end_user: PAT, ...more })).data.token;

/** Lets a click on the page's button call a method, as a person's click must: popups of others are blocked. Gives the popup. */
async function press(connectSessionToken, method, ...args) {
  await page.evaluate(
    async ({ host, connectSessionToken, method, args }) => {
      const { default: Nango } = await import('/sdk/index.js');
      window.nango = new Nango({ host, connectSessionToken });
      document.getElementById('connect').onclick = () => {
        window.outcome = undefined;
        const failed = (error) => ({ name: error.constructor.name, type: error.type, message: error.message });
        window.nango[method](...args).catch(failed).then((outcome) => (window.outcome = outcome));
      };
    },
    { host: world.host, connectSessionToken, method, args },
  );
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.click('#connect')]);
  return popup;
}

const outcome = async () => (await page.waitForFunction(() => window.outcome)).jsonValue();

test('auth: a person agrees at the vendor and the popup closes', async () => {
  const popup = await press(await token({ tags: { env: 'live' } }), 'auth', 'lake-oauth');
  const closed = popup.isClosed() ? undefined : popup.waitForEvent('close');
  const answer = await outcome();
  assert.deepEqual([answer.providerConfigKey, answer.type], ['lake-oauth', undefined], JSON.stringify(answer));
  await closed;
  const got = await world.nango.getConnection('lake-oauth', answer.connectionId);
  assert.match(got.credentials.access_token, /^given-\d+$/);
  assert.deepEqual([got.end_user.id, got.tags.env, got.credentials.raw.account], ['pat', 'live', 'lakeside-7']);
  assert.equal(await world.nango.getToken('lake-oauth', answer.connectionId), got.credentials.access_token);
});

test('auth: a person refuses', async () => {
  await press(await token(), 'auth', 'lake-oauth', { authorization_params: { prompt: 'refuse' } });
  const answer = await outcome();
  assert.equal(answer.name, 'AuthError', JSON.stringify(answer));
  assert.ok(answer.type && answer.message, 'with a code and with words');
});

test('auth: a person takes their time', async () => {
  const popup = await press(await token(), 'auth', 'lake-oauth', { authorization_params: { prompt: 'wait' } });
  await popup.waitForURL(`${world.vendor.url}/**`);
  await popup.getByRole('link', { name: 'Agree' }).click();
  assert.equal((await outcome()).providerConfigKey, 'lake-oauth');
});

test('auth: a person closes the popup', async () => {
  const options = { authorization_params: { prompt: 'wait' }, detectClosedAuthWindow: true };
  const popup = await press(await token(), 'auth', 'lake-oauth', options);
  await popup.waitForURL(`${world.vendor.url}/**`);
  await popup.close();
  assert.equal((await outcome()).type, 'window_closed');
});

test('clear: the program gives up and the popup closes', async () => {
  const popup = await press(await token(), 'auth', 'lake-oauth', { authorization_params: { prompt: 'wait' } });
  await popup.waitForURL(`${world.vendor.url}/**`);
  await Promise.all([popup.waitForEvent('close'), page.evaluate(() => window.nango.clear())]);
});

test('reconnect: the same connection with a new token', async () => {
  const { id } = await lake(world, 'lake-oauth', 'ferry');
  const { data } = await world.nango.createReconnectSession({ connection_id: 'ferry', integration_id: 'lake-oauth' });
  await press(data.token, 'reconnect', 'lake-oauth', {});
  const answer = await outcome();
  assert.deepEqual([answer.connectionId, answer.providerConfigKey], ['ferry', 'lake-oauth'], JSON.stringify(answer));
  const got = await world.nango.getConnection('lake-oauth', 'ferry');
  assert.deepEqual([got.id, got.credentials.access_token.startsWith('given-')], [id, true]);
});

test('auth: a session that is unknown ends the popup with its code', async () => {
  await press(`nango_connect_session_${'0'.repeat(64)}`, 'auth', 'lake-oauth');
  const answer = await outcome();
  assert.deepEqual([answer.name, answer.type], ['AuthError', 'unknown_connect_session_token']);
});
