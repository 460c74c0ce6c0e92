// The connect page as apps open it: by the frontend SDK in a frame of another origin, and by its link.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessibilityFaults, openBrowser, openPage, screenshot, scrollsSideways } from '../browser/harness.mjs';
import { RIGHT, harbor, lake, startWorld, switchOn } from './harness.mjs';
import { startShop } from './shop.mjs';

const PAT = { id: 'pat', email: 'pat@harbor.example' };
let world, shop, browser;

before(async () => {
  world = await startWorld();
  shop = await startShop();
  browser = await openBrowser();
  for (const name of ['lake-key', 'lake-basic', 'lake-steps']) await switchOn(world, name);
});
after(async () => {
  await browser?.close();
  await shop?.stop();
  await world?.stop();
});

const session = async (more = {}) => (await world.nango.createConnectSession({ end_user: PAT, ...more })).data;

async function fresh(t, variant) {
  const page = await openPage(browser, variant);
  page.setDefaultTimeout(15_000);
  t.after(() => page.context().close());
  return page;
}

/** The shop's page with the connect page in its frame; `options` go to the SDK. */
async function opened(t, sessionToken, { variant = 'light', ...options } = {}) {
  const page = await fresh(t, variant);
  await page.goto(shop.url);
  await page.evaluate(
    async ({ host, sessionToken, options }) => {
      const { default: Nango } = await import('/sdk/index.js');
      window.events = [];
      const onEvent = (event) => window.events.push(event);
      document.getElementById('connect').onclick = () => {
        const base = { baseURL: `${host}/connect/ui`, apiURL: host, sessionToken, onEvent };
        window.ui = new Nango({ host }).openConnectUI({ ...base, ...options });
      };
    },
    { host: world.host, sessionToken, options },
  );
  await page.click('#connect');
  return { page, frame: page.frameLocator('#connect-ui') };
}

const events = (page) => page.evaluate(() => window.events);

/** Waits for an event of a type and gives what it carries. */
async function event(page, type) {
  const found = await page.waitForFunction((type) => window.events.find((one) => one.type === type), type);
  return found.jsonValue();
}

/** Types an Autotask account with this secret and sends it. */
async function typeAutotask(frame, apiKey) {
  const { connection_config: config } = harbor(world.autotask);
  await frame.locator('[name="config-username"]').fill(config.username);
  await frame.locator('[name="config-apiIntegrationCode"]').fill(config.apiIntegrationCode);
  await frame.locator('[name="credentials-apiKey"]').fill(apiKey);
  await frame.locator('form.form button.primary').click();
}

const gone = (page) => page.waitForFunction(() => !document.getElementById('connect-ui') && document.body.style.overflow === '');

test('a person links Autotask in the app, first with a wrong secret', async (t) => {
  const { token } = await session({ allowed_integrations: ['autotask'], tags: { env: 'live' } });
  const { page, frame } = await opened(t, token);
  await event(page, 'ready');
  await typeAutotask(frame, 'not-the-secret');
  const failed = await event(page, 'error');
  assert.equal(failed.payload.errorType, 'connection_test_failed');
  assert.ok(failed.payload.errorMessage);
  await screenshot(page, 'connect-frame-refused');
  assert.equal(await frame.locator('[name="config-username"]').inputValue(), world.autotask.user_name, 'what was typed is still there');

  await typeAutotask(frame, world.autotask.secret);
  await frame.locator('button[name="answer"][value="yes"]').waitFor();
  await screenshot(page, 'connect-frame-confirm');
  await frame.locator('button[name="answer"][value="yes"]').click();
  const { payload } = await event(page, 'connect');
  assert.equal(payload.providerConfigKey, 'autotask');
  await screenshot(page, 'connect-frame-done');
  const got = await world.nango.getConnection('autotask', payload.connectionId);
  assert.deepEqual([got.end_user.id, got.tags.env, got.connection_config.username], ['pat', 'live', world.autotask.user_name]);
  await frame.locator('button[data-close]').last().click();
  await gone(page);
  assert.deepEqual((await events(page)).map((one) => one.type), ['ready', 'error', 'connect', 'close']);
  assert.deepEqual(page.complaints.filter((words) => !words.includes('422')), []);
});

test('a person chooses among integrations, in German and in the dark', async (t) => {
  const { token } = await session({ allowed_integrations: ['autotask', 'lake-key', 'lake-basic'] });
  const { page, frame } = await opened(t, token, { lang: 'de', themeOverride: 'dark', variant: 'narrowDark' });
  await frame.locator('button[name="integration"]').first().waitFor();
  assert.deepEqual(await frame.locator('button[name="integration"]').evaluateAll((all) => all.map((one) => one.value).sort()), ['autotask', 'lake-basic', 'lake-key']);
  await screenshot(page, 'connect-frame-list-de-dark');
  await frame.locator('button[name="integration"][value="lake-key"]').click();
  const secret = frame.locator('[name="credentials-apiKey"]');
  await secret.waitFor();
  assert.equal(await secret.getAttribute('type'), 'password');
  assert.equal(await frame.locator('html').getAttribute('lang'), 'de');
  await frame.locator('[name="config-team"]').fill('pier');
  await secret.fill(RIGHT.apiKey);
  await screenshot(page, 'connect-frame-form-de-dark');
  await frame.locator('form.form button.primary').click();
  const { payload } = await event(page, 'connect');
  assert.equal((await world.nango.getConnection('lake-key', payload.connectionId)).connection_config.team, 'pier');
});

test('the token may come later, and closing tells the app', async (t) => {
  const { page, frame } = await opened(t, undefined);
  await event(page, 'ready');
  assert.equal(await frame.locator('form.form').count(), 0, 'nothing to type yet');
  const { token } = await session({ allowed_integrations: ['lake-key'] });
  await page.evaluate((token) => window.ui.setSessionToken(token), token);
  await frame.locator('[name="credentials-apiKey"]').waitFor();
  await frame.locator('[name="credentials-apiKey"]').press('Escape');
  await gone(page);
  assert.deepEqual((await events(page)).map((one) => one.type), ['ready', 'close']);
  await page.evaluate(() => window.ui.open());
  await frame.locator('[name="credentials-apiKey"]').waitFor();
  await page.evaluate(() => window.ui.close());
  await gone(page);
});

test('a connection is renewed in the app', async (t) => {
  await lake(world, 'lake-key', 'renewed');
  const { data } = await world.nango.createReconnectSession({ connection_id: 'renewed', integration_id: 'lake-key' });
  const { page, frame } = await opened(t, data.token);
  await frame.locator('[name="config-team"]').fill('quay');
  await frame.locator('[name="credentials-apiKey"]').fill(RIGHT.apiKey);
  await frame.locator('form.form button.primary').click();
  const { payload } = await event(page, 'connect');
  assert.deepEqual([payload.connectionId, payload.providerConfigKey], ['renewed', 'lake-key']);
  assert.equal((await world.nango.getConnection('lake-key', 'renewed')).connection_config.team, 'quay');
});

test('what the app set is not asked again', async (t) => {
  const defaults = { 'lake-key': { connection_config: { team: 'dock' } } };
  const { token } = await session({ allowed_integrations: ['lake-key'], integrations_config_defaults: defaults });
  const { page, frame } = await opened(t, token);
  await frame.locator('[name="credentials-apiKey"]').fill(RIGHT.apiKey);
  assert.equal(await frame.locator('[name="config-team"]:visible').count(), 0);
  await frame.locator('form.form button.primary').click();
  const { payload } = await event(page, 'connect');
  assert.equal((await world.nango.getConnection('lake-key', payload.connectionId)).connection_config.team, 'dock');
});

test('two steps and user names are typed too', async (t) => {
  for (const key of ['lake-basic', 'lake-steps']) {
    const { token } = await session({ allowed_integrations: [key] });
    const { page, frame } = await opened(t, token);
    await frame.locator('[name="credentials-username"]').fill(RIGHT.username);
    await frame.locator('[name="credentials-password"]').fill(RIGHT.password);
    await frame.locator('form.form button.primary').click();
    assert.equal((await event(page, 'connect')).payload.providerConfigKey, key);
  }
});

test('a session that has ended says so to the person and to the app', async (t) => {
  const { page, frame } = await opened(t, `nango_connect_session_${'0'.repeat(64)}`);
  assert.ok((await event(page, 'error')).payload.errorType);
  assert.equal(await frame.locator('[role="alert"]').count(), 1);
  await screenshot(page, 'connect-frame-ended');
});

test('messages of another page are not listened to', async (t) => {
  const { token } = await session({ allowed_integrations: ['lake-key'] });
  const { page, frame } = await opened(t, undefined);
  await event(page, 'ready');
  let asked = 0;
  page.on('request', (request) => (asked += request.method() === 'POST' ? 1 : 0));
  // A frame of the app's own page speaks in its place; the connect page listens to the page that framed it alone.
  await page.evaluate(async (token) => {
    const other = document.createElement('iframe');
    other.srcdoc = `<script>parent.document.getElementById('connect-ui').contentWindow.postMessage({ type: 'session_token', sessionToken: '${token}' }, '*')</script>`;
    document.body.append(other);
    await new Promise((resolve) => (other.onload = resolve));
  }, token);
  const { token: own } = await session({ allowed_integrations: ['lake-basic'] });
  await page.evaluate((token) => window.ui.setSessionToken(token), own);
  await frame.locator('[name="credentials-username"]').waitFor();
  assert.equal(asked, 1, 'only the token of the page that framed it was used');
});

for (const variant of ['light', 'narrowDark']) {
  test(`by its link alone, ${variant}: it can be read, and leads to a connection`, async (t) => {
    const page = await fresh(t, variant);
    const { connect_link } = await session({ allowed_integrations: ['autotask', 'lake-key'] });
    await page.goto(connect_link);
    const readable = async (name) => {
      await screenshot(page, `connect-link-${name}-${variant}`);
      assert.deepEqual(await accessibilityFaults(page), [], name);
      assert.equal(await scrollsSideways(page), false, name);
      assert.ok(!page.url().includes('session_token'), 'the token does not stay in the address');
    };
    await readable('list');
    await page.locator('button[name="integration"][value="autotask"]').click();
    await page.locator('[name="credentials-apiKey"]').waitFor();
    await readable('form');
    await typeAutotask(page, world.autotask.secret);
    await page.locator('button[name="answer"][value="yes"]').click();
    await page.locator('[data-connected]').waitFor();
    await readable('done');
    assert.deepEqual(page.complaints, []);
  });
}
