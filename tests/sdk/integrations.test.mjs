// Providers and integrations as the Node SDK sees them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Nango } from '@nangohq/node';
import { RIGHT, lake, refusal, startWorld } from './harness.mjs';

const ISO_ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const CLIENT = { type: 'OAUTH2', client_id: RIGHT.client_id, client_secret: RIGHT.client_secret, scopes: 'read,write' };
let world, nango;

before(async () => {
  world = await startWorld();
  nango = world.nango;
});
after(() => world?.stop());

test('the providers that code is written against are there, each with its way to sign in', async () => {
  const { data } = await nango.listProviders({});
  const modes = Object.fromEntries(data.map((one) => [one.name, one.auth_mode]));
  const expected = {
    autotask: 'API_KEY', 'connectwise-psa': 'BASIC', 'halo-psa': 'OAUTH2_CC', itglue: 'API_KEY', 'ninjaone-rmm': 'OAUTH2_CC',
    'datto-rmm-password-grant': 'TWO_STEP', pax8: 'OAUTH2_CC', auvik: 'BASIC', huntress: 'BASIC', 'nable-ncentral': 'TWO_STEP',
    freshservice: 'BASIC', 'servicenow-oauth2-cc': 'OAUTH2_CC', quickbooks: 'OAUTH2', xero: 'OAUTH2', hubspot: 'OAUTH2',
    'microsoft-oauth2-cc': 'OAUTH2_CC', 'lake-key': 'API_KEY',
  };
  for (const [name, mode] of Object.entries(expected)) assert.equal(modes[name], mode, name);
  assert.ok('td-synnex' in modes);
  const found = await nango.listProviders({ search: 'AUTOT' });
  assert.deepEqual(found.data.map((one) => one.name), ['autotask']);
});

test('a provider is told with its fields and a logo that can be fetched', async () => {
  const { data } = await nango.getProvider({ provider: 'autotask' });
  assert.equal(data.name, 'autotask');
  assert.equal(data.display_name, 'Autotask PSA');
  assert.deepEqual(Object.keys(data.connection_config).sort(), ['apiIntegrationCode', 'subdomain', 'username']);
  assert.deepEqual(Object.keys(data.credentials), ['apiKey']);
  for (const field of Object.values(data.connection_config)) assert.equal(field.type, 'string');
  assert.ok(Array.isArray(data.categories) && data.docs && data.proxy.base_url);
  assert.equal(data.logo_url, `${world.host}/images/template-logos/autotask.svg`);
  const logo = await fetch(data.logo_url);
  assert.equal(logo.headers.get('content-type'), 'image/svg+xml');
  const missing = await refusal(nango.getProvider({ provider: 'kaseya' }));
  assert.deepEqual([missing.status, missing.code, missing.error.message], [404, 'not_found', 'Unknown provider kaseya']);
  const all = await (await fetch(`${world.host}/providers.json`)).json();
  assert.equal(all.autotask.auth_mode, 'API_KEY', 'for anybody, without a key');
});

test('an integration is made, listed, read, changed and deleted', async () => {
  const made = await nango.createIntegration({ provider: 'lake-key', unique_key: 'lake:1', display_name: 'The lake', forward_webhooks: false });
  const { created_at, updated_at, ...rest } = made.data;
  assert.match(created_at, ISO_ZULU);
  assert.match(updated_at, ISO_ZULU);
  const logo = `${world.host}/images/template-logos/lake-key.svg`;
  const shape = { unique_key: 'lake:1', provider: 'lake-key', display_name: 'The lake', logo, forward_webhooks: false };
  assert.deepEqual(rest, shape);

  const { configs } = await nango.listIntegrations();
  assert.deepEqual(configs.map((one) => one.unique_key).sort(), ['autotask', 'lake:1', 'td-synnex']);
  assert.equal(configs.find((one) => one.unique_key === 'autotask').display_name, 'Autotask PSA', "else the provider's");

  const read = await nango.getIntegration({ uniqueKey: 'lake:1' });
  assert.deepEqual(read.data, made.data, 'wrapped in data, nothing more than asked for');
  const changed = await nango.updateIntegration({ uniqueKey: 'lake:1' }, { unique_key: 'lake:2', display_name: 'Lake two', forward_webhooks: true });
  assert.deepEqual([changed.data.unique_key, changed.data.display_name, changed.data.forward_webhooks], ['lake:2', 'Lake two', true]);
  const gone = await refusal(nango.getIntegration({ uniqueKey: 'lake:1' }));
  assert.deepEqual([gone.status, gone.code], [404, 'not_found']);

  const deleted = await nango.deleteIntegration('lake:2');
  assert.deepEqual([deleted.status, deleted.data], [200, { success: true }]);
  const again = await refusal(nango.deleteIntegration('lake:2'));
  assert.deepEqual([again.status, again.code], [404, 'not_found']);
});

test('credentials and the address for webhooks are told where they are asked for', async () => {
  await nango.createIntegration({ provider: 'lake-oauth', unique_key: 'lake-oauth', credentials: CLIENT });
  const plain = await nango.getIntegration({ uniqueKey: 'lake-oauth' });
  assert.ok(!('credentials' in plain.data) && !('webhook_url' in plain.data));
  const secret = await nango.getIntegration({ uniqueKey: 'lake-oauth' }, { include: ['credentials'] });
  assert.deepEqual(secret.data.credentials, CLIENT);
  const hook = await nango.getIntegration({ uniqueKey: 'lake-oauth' }, { include: ['webhook'] });
  assert.equal(hook.data.webhook_url, null);
  const autotask = await nango.getIntegration({ uniqueKey: 'autotask' }, { include: ['webhook'] });
  assert.ok(autotask.data.webhook_url.startsWith(`${world.host}/webhook/`) && autotask.data.webhook_url.endsWith('/autotask'));
  const both = await world.request('GET', '/integrations/autotask?include=webhook&include=credentials');
  assert.deepEqual([both.status, both.body.data.credentials], [200, null], 'a provider with keys has no client');
  const reader = new Nango({ host: world.host, apiKey: await world.makeKey('--name', 'Reader', '--scope', 'environment:integrations:read') });
  const refused = await refusal(reader.getIntegration({ uniqueKey: 'lake-oauth' }, { include: ['credentials'] }));
  assert.deepEqual([refused.status, refused.code], [403, 'forbidden']);
  assert.match(refused.error.message, /environment:integrations:read_credentials/);
  const changed = await nango.updateIntegration({ uniqueKey: 'lake-oauth' }, { credentials: { ...CLIENT, scopes: 'all' } });
  assert.equal(changed.data.unique_key, 'lake-oauth');
  const after = await nango.getIntegration({ uniqueKey: 'lake-oauth' }, { include: ['credentials'] });
  assert.equal(after.data.credentials.scopes, 'all');
});

test('what is wrong with an integration is named with its place', async () => {
  const wrong = async (body) => {
    const said = await refusal(nango.createIntegration(body));
    assert.deepEqual([said.status, said.code], [400, 'invalid_body'], JSON.stringify(body));
    return said.error.errors.map((one) => [one.code, one.path.join('.')]);
  };
  assert.deepEqual(await wrong({ provider: 'kaseya', unique_key: 'k' }), [['custom', 'provider']]);
  assert.deepEqual(await wrong({ provider: 'autotask', unique_key: 'autotask' }), [['custom', 'uniqueKey']]);
  assert.deepEqual(await wrong({ provider: 'autotask', unique_key: 'a/b' }), [['invalid_format', 'unique_key']]);
  assert.deepEqual(await wrong({ provider: 'autotask' }), [['invalid_type', 'unique_key']]);
  const [[code]] = await wrong({ provider: 'autotask', unique_key: 'a', colour: 'red' });
  assert.equal(code, 'unrecognized_keys');
  await wrong({ provider: 'hubspot', unique_key: 'h' });
  await wrong({ provider: 'autotask', unique_key: 'a', credentials: CLIENT });
  await lake(world, 'lake-key', 'moored');
  const renamed = await refusal(nango.updateIntegration({ uniqueKey: 'lake-key' }, { unique_key: 'lake-other' }));
  assert.deepEqual([renamed.status, renamed.code], [400, 'invalid_body'], 'it has a connection');
  const taken = await refusal(nango.updateIntegration({ uniqueKey: 'lake-key' }, { unique_key: 'autotask' }));
  assert.deepEqual([taken.status, taken.code], [400, 'invalid_body']);
  const query = await world.request('GET', '/integrations?search=x');
  assert.deepEqual([query.status, query.body.error.code], [400, 'invalid_query_params']);
});
