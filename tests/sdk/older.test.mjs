// Older versions of the Node SDK that programs still have: their paths and forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Nango as Nango48 } from 'nango-node-0-48';
import { Nango as Nango58 } from 'nango-node-0-58';
import { Nango as Nango65 } from 'nango-node-0-65';
import { RIGHT, harbor, lake, refusal, startWorld } from './harness.mjs';

const OLDER = { '0.48.4': Nango48, '0.58.7': Nango58, '0.65.0': Nango65 };
const CLIENT = { oauth_client_id: RIGHT.client_id, oauth_client_secret: RIGHT.client_secret, oauth_scopes: 'read,write' };
let world;

before(async () => {
  world = await startWorld();
  await world.request('POST', '/connections', harbor(world.autotask));
});
after(() => world?.stop());

for (const [version, Nango] of Object.entries(OLDER)) {
  const make = () => new Nango({ host: world.host, secretKey: world.key });

  test(`${version}: providers, integrations and connections are read`, async () => {
    const nango = make();
    assert.equal((await nango.getProvider({ provider: 'autotask' })).data.name, 'autotask');
    assert.ok((await nango.listProviders({})).data.length > 10);
    const { configs } = await nango.listIntegrations();
    assert.ok(configs.some((one) => one.unique_key === 'autotask'));
    assert.equal((await nango.getIntegration({ uniqueKey: 'autotask' })).data.provider, 'autotask');
    const { connections } = await nango.listConnections('harbor');
    assert.deepEqual([connections.length, connections[0].provider], [1, 'autotask']);
    const got = await nango.getConnection('autotask', 'harbor');
    assert.equal(got.credentials.apiKey, world.autotask.secret);
    assert.deepEqual(await nango.getToken('autotask', 'harbor'), got.credentials);
    assert.equal(await nango.getRawTokenResponse('autotask', 'harbor'), undefined);
    const missing = await refusal(nango.getConnection('autotask', 'nobody'));
    assert.deepEqual([missing.status, missing.code], [404, 'not_found']);
  });

  test(`${version}: metadata is kept and connections are deleted`, async () => {
    const nango = make();
    const id = `brief-${version}`;
    await lake(world, 'lake-open', id);
    await nango.setMetadata('lake-open', id, { a: 1 });
    await nango.updateMetadata('lake-open', id, { b: 2 });
    assert.deepEqual(await nango.getMetadata('lake-open', id), { a: 1, b: 2 });
    assert.equal((await nango.deleteConnection('lake-open', id)).status, 200);
    const again = await refusal(nango.deleteConnection('lake-open', id));
    assert.deepEqual([again.status, again.code], [400, 'unknown_connection']);
  });

  test(`${version}: calls go through the proxy`, async () => {
    const nango = make();
    await lake(world, 'lake-key', 'lake');
    const where = { providerConfigKey: 'lake-key', connectionId: 'lake', endpoint: '/echo' };
    const read = await nango.get({ ...where, params: { a: '1' }, retries: 1 });
    assert.deepEqual([read.data.url, read.data.headers['x-key']], ['/api/echo?a=1', 'key-of-the-lake']);
    const wrote = await nango.delete({ ...where, data: { gone: true }, headers: { 'X-Trace': '7' } });
    assert.deepEqual([wrote.data.method, wrote.data.body, wrote.data.headers['x-trace']], ['DELETE', '{"gone":true}', '7']);
  });

  test(`${version}: variables and scripts`, async () => {
    assert.deepEqual(await make().getEnvironmentVariables(), []);
    assert.deepEqual(await make().getScriptsConfig(), []);
  });
}

for (const [version, Nango] of Object.entries({ '0.48.4': Nango48, '0.58.7': Nango58 })) {
  test(`${version}: integrations are made, changed and deleted in the form before this one`, async () => {
    const nango = new Nango({ host: world.host, secretKey: world.key });
    const key = `older-${version}`;
    const made = await nango.createIntegration('lake-oauth', key, CLIENT);
    assert.deepEqual(made, { config: { unique_key: key, provider: 'lake-oauth', syncs: [], actions: [] } });
    assert.deepEqual((await nango.getIntegration(key)).config.unique_key, key);
    const open = (await nango.getIntegration(key, true)).config;
    assert.deepEqual([open.client_id, open.client_secret, open.scopes], [RIGHT.client_id, RIGHT.client_secret, 'read,write']);
    const changed = await nango.updateIntegration('lake-oauth', key, { ...CLIENT, oauth_scopes: 'read' });
    assert.equal(changed.config.unique_key, key);
    const today = await world.nango.getIntegration({ uniqueKey: key }, { include: ['credentials'] });
    assert.equal(today.data.credentials.scopes, 'read');
    const taken = await refusal(nango.createIntegration('lake-oauth', key, CLIENT));
    assert.deepEqual([taken.status, taken.code], [400, 'invalid_body']);
    const deleted = await nango.deleteIntegration(key);
    assert.ok([200, 204].includes(deleted.status));
    const gone = await refusal(nango.getIntegration(key));
    assert.deepEqual([gone.status, gone.code], [404, 'unknown_provider_config']);
    const unknown = await refusal(nango.updateIntegration('lake-oauth', key, CLIENT));
    assert.deepEqual([unknown.status, unknown.code], [404, 'unknown_provider_config']);
  });
}

test('0.65.0: integrations are made, changed and deleted in the form of today', async () => {
  const nango = new Nango65({ host: world.host, secretKey: world.key });
  await nango.createIntegration({ provider: 'lake-open', unique_key: 'older-65' });
  const changed = await nango.updateIntegration({ uniqueKey: 'older-65' }, { display_name: 'Older' });
  assert.equal(changed.data.display_name, 'Older');
  assert.deepEqual((await nango.deleteIntegration('older-65')).data, { success: true });
});
