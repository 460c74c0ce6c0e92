// Linking an account in a popup, as a page of another origin does it with the frontend SDK's protocol: a WebSocket, a popup,
// the vendor's page, the result.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { accessibilityFaults, demoBinary, eventually, freePort, openBrowser, openPage, startServer } from './harness.mjs';

const KEY = 'crm';
let browser, server, vendor, shop, folder, key;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'linkspan-oauth-'));
  vendor = await emulator();
  await writeFile(path.join(folder, 'harbor-crm.toml'), provider(vendor.ready.url));
  server = await startServer({ env: { LINKSPAN__PROVIDERS__DIRECTORY: folder } });
  const registered = { redirect_uri: `${server.url}/oauth/callback` };
  await send('POST', `${vendor.ready.url}/_emulator/redirect-uris`, registered);
  const create = ['keys', 'create', '--data', server.data, '--environment', 'default', '--name', 'Backend'];
  key = (await promisify(execFile)(demoBinary(), create)).stdout.trim();
  const { client_id, client_secret } = vendor.ready;
  const credentials = { type: 'OAUTH2', client_id, client_secret, scopes: 'profile' };
  await send('POST', `${server.url}/integrations`, { provider: 'harbor-crm', unique_key: KEY, credentials });
  shop = await anotherOrigin();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  shop?.server.close();
  vendor?.child.kill('SIGTERM');
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test('a person allows the access, and the page of another origin hears of it', async () => {
  const { page, popup } = await begin();
  assert.match(popup.url(), /\/authorize\?/);
  await popup.getByRole('button', { name: 'Allow' }).click();
  const socket = await heard(page, (one) => one.message_type === 'success');
  const posted = await heard(page, (one) => one.type === 'nango_oauth_callback_success');
  assert.equal(posted.origin, server.url);
  assert.equal(socket.provider_config_key, KEY);
  await eventually('the popup to close', () => popup.isClosed());
  const connection = await send('GET', `${server.url}/connections/${socket.connection_id}?provider_config_key=${KEY}`);
  assert.equal(connection.credentials.type, 'OAUTH2');
  await page.context().close();
});

test('a person who denies it sees why, and the popup closes when the page has heard it', async () => {
  const { page, popup } = await begin();
  await popup.getByRole('button', { name: 'Deny' }).click();
  assert.equal((await heard(page, (one) => one.message_type === 'error')).error_type, 'access_denied');
  const posted = await heard(page, (one) => one.type === 'nango_oauth_callback_error');
  assert.equal(posted.payload.errorType, 'access_denied');
  await popup.getByRole('heading', { level: 1, name: 'The account was not connected' }).waitFor();
  assert.equal(new URL(popup.url()).search, '', 'code and state are gone from the address');
  assert.deepEqual(await accessibilityFaults(popup), []);
  await page.evaluate(() => window.popup.postMessage({ type: 'nango_oauth_callback_ack' }, '*'));
  await eventually('the popup to close', () => popup.isClosed());
  await page.context().close();
});

test('a popup that is closed leaves the page free to begin again', async () => {
  const { page, popup, token } = await begin();
  await popup.close();
  assert.equal(await page.evaluate(() => window.popup.closed), true);
  const again = await open(page, token);
  await again.getByRole('button', { name: 'Allow' }).click();
  await heard(page, (one) => one.message_type === 'success');
  await page.context().close();
});

/** A page of another origin with a popup at the vendor. */
async function begin() {
  const session = await send('POST', `${server.url}/connect/sessions`, { end_user: { id: 'u1' } });
  const page = await openPage(browser);
  await page.goto(shop.url);
  const { token } = session.data;
  return { page, token, popup: await open(page, token) };
}

async function open(page, token) {
  const opened = page.context().waitForEvent('page');
  await page.evaluate(
    async ({ api, key, token }) => {
      window.popup = window.open('about:blank', 'popup', 'width=500,height=600');
      window.heard ??= [];
      window.addEventListener('message', ({ origin, data }) => window.heard.push({ ...data, origin }));
      const socket = new WebSocket(`${api.replace('http', 'ws')}/`);
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        window.heard.push(message);
        if (message.message_type !== 'connection_ack') return;
        const query = `connect_session_token=${token}&ws_client_id=${message.ws_client_id}`;
        window.popup.location = `${api}/oauth/connect/${key}?${query}`;
      };
    },
    { api: server.url, key: KEY, token },
  );
  const popup = await opened;
  await popup.waitForURL(/\/authorize\?/);
  return popup;
}

function heard(page, wanted) {
  return eventually('a message', async () => (await page.evaluate(() => window.heard)).find(wanted));
}

async function send(method, url, body) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${url}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

async function emulator() {
  const listen = `127.0.0.1:${await freePort()}`;
  const child = spawn(demoBinary(), ['emulate', 'oauth', '--listen', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((resolve) => createInterface(child.stdout).once('line', resolve));
  return { child, ready: JSON.parse(line) };
}

async function anotherOrigin() {
  const page = '<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>';
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(page));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

function provider(url) {
  return `
name = "harbor-crm"
display_name = "Harbor CRM"
auth_mode = "OAUTH2"
source = "ours"
allow_private = true
authorization_url = "${url}/authorize"
token_url = "${url}/token"
[proxy]
base_url = "${url}"
`;
}
