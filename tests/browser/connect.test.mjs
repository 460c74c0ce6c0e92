// The connect page: in a frame of an app on another origin, and by its link alone.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { accessibilityFaults, demoBinary, eventually, openBrowser, openPage, screenshot, scrollsSideways, startServer } from './harness.mjs';

const run = promisify(execFile);
const stops = [];
let browser, server, autotask, key, app;

/** Runs a vendor's emulator and gives what it says of itself. */
async function emulate(vendor, ...options) {
  const child = spawn(demoBinary(), ['emulate', vendor, '--listen', '127.0.0.1:0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  stops.push(() => child.kill('SIGTERM'));
  return JSON.parse(await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve)));
}

/** An app's page on an origin of its own, which speaks with the frame as the frontend SDK does. */
async function startApp() {
  const site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Harbor Desk</title><h1>Harbor Desk</h1><p>Tickets and boats.</p>
<style>body { font: 16px sans-serif } iframe { position: fixed; inset: 0; width: 100vw; height: 100vh; border: 0; background: transparent }</style>
<script type="module">
const asked = new URLSearchParams(location.search);
const frame = document.createElement('iframe');
frame.id = 'connect-ui';
frame.title = 'Connect';
frame.src = asked.get('frame');
window.heard = [];
window.give = (token) => frame.contentWindow.postMessage({ type: 'session_token', sessionToken: token }, '*');
addEventListener('message', (event) => {
  if (event.origin !== new URL(frame.src).origin) return;
  window.heard.push(event.data);
  if (event.data.type === 'ready' && asked.get('token')) window.give(asked.get('token'));
  if (event.data.type === 'close') frame.remove();
});
document.body.append(frame);
</script></html>`);
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  stops.push(() => site.close());
  return `http://127.0.0.1:${site.address().port}`;
}

before(async () => {
  browser = await openBrowser();
  autotask = await emulate('autotask');
  const distributor = await emulate('td-synnex', '--rows', '1000');
  server = await startServer({ args: ['--emulators', autotask.url, distributor.url], env: { LINKSPAN__CONNECT__NAME: 'Harbor Desk' } });
  stops.push(() => server.stop());
  const { stdout } = await run(demoBinary(), ['keys', 'create', '--data', server.data, '--name', 'Tests']);
  key = stdout.trim().split('\n').at(-1);
  app = await startApp();
});
after(async () => {
  await browser?.close();
  for (const stop of stops.reverse()) await stop();
});

async function session(more = {}) {
  const answer = await fetch(`${server.url}/connect/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ end_user: { id: 'pat', email: 'pat@harbor.example' }, ...more }),
  });
  assert.equal(answer.status, 201);
  return (await answer.json()).data;
}

/** What a browser says about an answer that is no success is no complaint here. */
const complaints = (page) => page.complaints.filter((line) => !/status of (401|422)/.test(line));

/** Opens the app with the frame in it. */
async function frame(token, variant = 'light', query = '') {
  const page = await openPage(browser, variant);
  page.asked = [];
  page.on('request', (request) => page.asked.push(request.url()));
  const src = `${server.url}/connect/ui/?apiURL=${encodeURIComponent(server.url)}${query}`;
  await page.goto(`${app}/?${new URLSearchParams({ frame: src, token: token ?? '' })}`);
  const inner = page.frameLocator('#connect-ui');
  return { page, inner, heard: () => page.evaluate(() => window.heard) };
}

async function type(inner, secret) {
  await inner.getByLabel('User name').fill(`  ${autotask.user_name} `);
  await inner.getByLabel('API tracking identifier').fill(autotask.integration_code);
  await inner.getByLabel('Secret', { exact: true }).fill(secret);
  await inner.getByRole('button', { name: 'Check the account' }).click();
}

test('in a frame of another origin an account is linked, and the app hears of it', async () => {
  const { token } = await session();
  const { page, inner, heard } = await frame(token);
  await inner.getByRole('button', { name: 'Autotask PSA' }).waitFor();
  await screenshot(page, 'connect-frame-list');
  await inner.getByRole('button', { name: 'Autotask PSA' }).press('Enter');
  await inner.getByLabel('User name').focus();
  await inner.locator('#step-user.lit').waitFor();
  await type(inner, 'not-the-secret');
  await inner.locator('.cure').first().waitFor();
  await screenshot(page, 'connect-frame-refused');
  const failed = (await heard()).find((message) => message.type === 'error');
  assert.equal(failed.payload.errorType, 'connection_test_failed');
  assert.ok(failed.payload.errorMessage.length > 10);
  assert.equal(await inner.getByLabel('Secret', { exact: true }).inputValue(), '', 'a secret is not shown again');
  assert.equal(await inner.getByLabel('User name').inputValue(), autotask.user_name, 'what was typed is still there');

  await type(inner, autotask.secret);
  await inner.getByRole('heading', { name: 'Is this the right one?' }).waitFor();
  await screenshot(page, 'connect-frame-confirm');
  await inner.getByRole('button', { name: 'Yes, connect it' }).click();
  await inner.getByRole('heading', { name: 'Autotask PSA is connected' }).waitFor();
  await screenshot(page, 'connect-frame-done');
  const linked = (await heard()).find((message) => message.type === 'connect');
  assert.equal(linked.payload.providerConfigKey, 'autotask');
  const answer = await fetch(`${server.url}/connections/${linked.payload.connectionId}?provider_config_key=autotask`, {
    headers: { authorization: `Bearer ${key}` },
  });
  assert.equal((await answer.json()).end_user.email, 'pat@harbor.example');
  await inner.getByRole('button', { name: 'Done' }).click();
  await eventually('the frame to go', async () => (await page.locator('#connect-ui').count()) === 0);
  assert.deepEqual((await heard()).map((message) => message.type), ['ready', 'error', 'connect', 'close']);
  const later = page.asked.filter((url) => url.startsWith(server.url));
  assert.ok(later.length > 3 && later.every((url) => !url.includes(token)), 'the token is in no address');
  assert.deepEqual(complaints(page), []);
  assert.ok(!server.output.includes(token), 'the token is in no log');
  await page.context().close();
});

test('the frame waits for a token, listens to its parent alone, and closes by escape', async () => {
  const { page, inner, heard } = await frame(null, 'dark', '&lang=de&theme=dark');
  await inner.getByRole('heading', { name: 'Einen Moment' }).waitFor();
  await screenshot(page, 'connect-frame-wait-dark');
  const stranger = page.frames().find((one) => one.url().includes('/connect/ui/'));
  await stranger.evaluate(() => window.postMessage({ type: 'session_token', sessionToken: 'nango_connect_session_from-itself' }, '*'));
  await page.evaluate(() => window.give({ odd: true }));
  await page.evaluate((token) => window.give(token), (await session()).token);
  await inner.getByRole('heading', { name: 'Was möchten Sie verbinden?' }).waitFor();
  assert.equal((await heard()).filter((message) => message.type === 'error').length, 0, 'only the parent was listened to');
  await inner.locator('#link').press('Escape');
  await eventually('the frame to go', async () => (await page.locator('#connect-ui').count()) === 0);
  assert.equal((await heard()).at(-1).type, 'close');
  assert.deepEqual(complaints(page), []);
  await page.context().close();
});

test('a session that has ended is said so, to the person and to the app', async () => {
  const { page, inner, heard } = await frame(`nango_connect_session_${'0'.repeat(64)}`);
  await inner.getByRole('heading', { name: 'This session has ended' }).waitFor();
  assert.equal((await heard()).at(-1).payload.errorType, 'unknown_connect_session_token');
  await screenshot(page, 'connect-frame-ended');
  await page.context().close();
});

for (const variant of ['light', 'dark', 'narrow', 'narrowDark']) {
  test(`each step of the link can be read, ${variant}`, async () => {
    const { connect_link } = await session();
    const page = await openPage(browser, variant);
    const look = async (name) => {
      assert.equal(await page.locator('h1').count(), 1);
      assert.deepEqual(await accessibilityFaults(page), [], name);
      assert.equal(await scrollsSideways(page), false, name);
      await screenshot(page, `connect-${name}-${variant}`);
    };
    await page.goto(connect_link);
    assert.ok(!page.url().includes('session_token'), 'the token does not stay in the address');
    await look('list');
    await page.getByRole('button', { name: 'Autotask PSA' }).click();
    await page.getByLabel('User name').waitFor();
    await look('form');
    await type(page, autotask.secret);
    await page.getByRole('heading', { name: 'Is this the right one?' }).waitFor();
    await look('confirm');
    await page.getByRole('button', { name: 'No, go back' }).click();
    await page.getByLabel('User name').waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByRole('button', { name: 'TD SYNNEX' }).click();
    await page.getByLabel('Customer number').waitFor();
    await look('distributor');
    assert.deepEqual(complaints(page), []);
    await page.context().close();
  });
}

test('with script off the link works as plain forms', async () => {
  const { connect_link } = await session({ allowed_integrations: ['autotask'] });
  const page = await openPage(browser, 'narrow', { javaScriptEnabled: false, locale: 'de-DE' });
  await page.goto(connect_link);
  await page.getByLabel('Benutzername').fill(autotask.user_name);
  await page.getByLabel('API-Tracking-Kennung').fill(autotask.integration_code);
  await page.getByLabel('Geheimnis', { exact: true }).fill(autotask.secret);
  await page.getByRole('button', { name: 'Konto prüfen' }).click();
  await page.getByRole('button', { name: 'Ja, verbinden' }).click();
  await page.getByRole('heading', { name: 'Autotask PSA ist verbunden' }).waitFor();
  await page.context().close();
});
