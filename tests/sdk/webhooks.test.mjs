// Messages to programs, checked by the SDK's own verifiers.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Nango } from '@nangohq/node';
import { eventually, openBrowser, openPage, signIn } from '../browser/harness.mjs';
import { lake, refusal, startWorld } from './harness.mjs';

const PASSWORD = 'a long password of the owner';
let world, receiver, program;

before(async () => {
  receiver = await startReceiver();
  world = await startWorld({ settings: { LINKSPAN__WEBHOOKS__PRIVATE_HOSTS: '127.0.0.1' } });
  const webhookSigningKey = await setUp(`${receiver.url}/hooks`);
  program = new Nango({ host: world.host, apiKey: world.key, webhookSigningKey });
});
after(async () => {
  await world?.stop();
  receiver?.stop();
});

/** A program's own server: it keeps what it gets. */
async function startReceiver() {
  const got = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    got.push({ path: request.url, headers: request.headers, body });
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, got, stop: () => server.close().closeAllConnections() };
}

/** What an owner does once: give the address, and take the key that signs. */
async function setUp(url) {
  const browser = await openBrowser();
  try {
    const page = await openPage(browser);
    await signIn(page, world.server);
    for (const [name, value] of Object.entries({ name: 'Ada Owner', email: 'ada@msp.example', password: PASSWORD, password_again: PASSWORD })) {
      await page.locator(`input[name="${name}"]`).fill(value);
    }
    await page.locator('input[name="password_again"]').press('Enter');
    await page.waitForURL(`${world.host}/`);
    await page.goto(`${world.host}/settings/webhooks`);
    await page.locator('input[name="url"]').fill(url);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('form[action="/settings/webhooks/key"] button').click();
    return await page.locator('#shown-key').inputValue();
  } finally {
    await browser.close();
  }
}

/** The message about a connection that does this. */
async function message(connectionId, operation) {
  const fits = ({ body }) => {
    const told = JSON.parse(body);
    return told.connectionId === connectionId && told.operation === operation;
  };
  return eventually(`${operation} of ${connectionId}`, () => receiver.got.find(fits), 20_000);
}

/** That a message is what the verifiers of the SDK take, and nothing else is. */
function holds({ headers, body }) {
  assert.match(headers['content-type'], /^application\/json/);
  assert.equal(program.verifyIncomingWebhookRequest(body, headers), true, body);
  assert.equal(program.verifyIncomingWebhookRequest(body.replace('true', 'false'), headers), !body.includes('true'));
  assert.equal(program.verifyWebhookSignature(headers['x-nango-signature'], JSON.parse(body)), true, body);
  assert.equal(JSON.stringify(JSON.parse(body)), body, 'as JavaScript prints it');
}

test('a connection is told of when it is made and when it is renewed', async () => {
  const end_user = { id: 'pat', email: 'pat@harbor.example', display_name: 'Pát "the" O/Brien', tags: { plan: 'gold' } };
  await lake(world, 'lake-key', 'north', { end_user, tags: { note: 'ü/€ 😀 \u2028 "1"' } });
  const made = await message('north', 'creation');
  holds(made);
  assert.equal(made.path, '/hooks');
  const { tags, endUser, ...rest } = JSON.parse(made.body);
  assert.deepEqual(rest, {
    from: 'nango', type: 'auth', operation: 'creation', connectionId: 'north', providerConfigKey: 'lake-key', provider: 'lake-key',
    authMode: 'API_KEY', environment: 'default', success: true,
  });
  assert.deepEqual([tags.note, tags.end_user_id], ['ü/€ 😀 \u2028 "1"', 'pat']);
  assert.deepEqual([endUser.endUserId, endUser.endUserEmail], ['pat', 'pat@harbor.example']);
  await lake(world, 'lake-key', 'north');
  holds(await message('north', 'override'));
});

test('a connection that was linked in a session is told of too', async () => {
  const { data } = await program.createConnectSession({ end_user: { id: 'wes' }, allowed_integrations: ['lake-key'] });
  const place = `/api-auth/api-key/lake-key?connect_session_token=${data.token}`;
  const { body } = await world.request('POST', place, { apiKey: 'key-of-the-lake' });
  const made = await message(body.connectionId, 'creation');
  holds(made);
  assert.equal(JSON.parse(made.body).endUser.endUserId, 'wes');
});

test('a connection’s own address takes the place of the others', async () => {
  await lake(world, 'lake-key', 'south', { webhook_url_override: `${receiver.url}/own` });
  const made = await message('south', 'creation');
  holds(made);
  assert.equal(made.path, '/own');
  assert.ok(!receiver.got.some((one) => one.path === '/hooks' && one.body.includes('"south"')));
});

test('credentials that work no longer are told of once, with the reason', async () => {
  await lake(world, 'lake-key', 'dead');
  await refusal(program.get({ providerConfigKey: 'lake-key', connectionId: 'dead', endpoint: '/status/401' }));
  const told = await message('dead', 'refresh');
  holds(told);
  const { success, error } = JSON.parse(told.body);
  assert.deepEqual([success, typeof error.type, typeof error.description], [false, 'string', 'string']);
  const { connections } = await program.listConnections('dead');
  assert.equal(connections[0].errors[0].type, 'auth');
});
