// Connections, tokens and metadata as the Node SDK sees them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Nango } from '@nangohq/node';
import { harbor, lake, refusal, startWorld, switchOn } from './harness.mjs';

const ZULU = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/;
const PAT = { id: 'pat', email: 'pat@harbor.example', display_name: 'Pat', tags: { Plan: 'gold' } };
let world, nango;

before(async () => {
  world = await startWorld();
  nango = world.nango;
});
after(() => world?.stop());

const take = (body) => world.request('POST', '/connections', body);
const ids = ({ connections }) => connections.map((one) => one.connection_id);

test('an Autotask account is taken over, checked first, and told whole but not wrapped', async () => {
  const body = harbor(world.autotask, { metadata: { ticket: 7 }, tags: { Env: 'live' }, end_user: PAT });
  const made = await take(body);
  assert.equal(made.status, 201);
  const { id, created_at, updated_at, connection_config, ...rest } = made.body;
  assert.ok(Number.isInteger(id));
  assert.match(created_at, ZULU);
  assert.match(updated_at, ZULU);
  assert.equal(connection_config.username, world.autotask.user_name);
  assert.deepEqual(rest, {
    connection_id: 'harbor', provider_config_key: 'autotask', provider: 'autotask', errors: [],
    end_user: { ...PAT, organization: null },
    tags: { end_user_id: 'pat', end_user_email: 'pat@harbor.example', end_user_display_name: 'Pat', plan: 'gold', env: 'live' },
    metadata: { ticket: 7 }, webhook_url_override: null, last_fetched_at: null,
    credentials: { type: 'API_KEY', apiKey: world.autotask.secret },
  });

  const got = await nango.getConnection('autotask', 'harbor');
  assert.match(got.created_at, OFFSET);
  assert.match(got.updated_at, OFFSET);
  assert.ok(!('created' in got));
  assert.deepEqual(got.credentials, { type: 'API_KEY', apiKey: world.autotask.secret });
  assert.deepEqual([got.id, got.metadata], [id, { ticket: 7 }]);

  const again = await take({ ...body, metadata: { ticket: 8 } });
  assert.deepEqual([again.status, again.body.id], [201, id], 'the same connection, renewed');
  const wrong = await take(harbor(world.autotask, { credentials: { type: 'API_KEY', apiKey: 'not-the-secret' } }));
  assert.deepEqual([wrong.status, wrong.body.error.code], [400, 'connection_test_failed']);
  const kept = await nango.getConnection('autotask', 'harbor');
  assert.equal(kept.credentials.apiKey, world.autotask.secret, 'what does not work takes no place');
});

test('each kind of credentials is taken over and told in its own form', async () => {
  assert.deepEqual((await lake(world, 'lake-basic', 'pier')).credentials, { type: 'BASIC', username: 'lena', password: 'pier-and-boat' });
  assert.deepEqual((await lake(world, 'lake-open', 'shore')).credentials, {});
  assert.deepEqual((await nango.getConnection('lake-open', 'shore')).credentials, {});
  const clients = (await lake(world, 'lake-clients', 'crew')).credentials;
  assert.deepEqual([clients.type, clients.token, clients.client_id], ['OAUTH2_CC', 'brought-along', 'boats']);
  const oauth = (await lake(world, 'lake-oauth', 'ferry')).credentials;
  assert.deepEqual([oauth.type, oauth.access_token, 'refresh_token' in oauth], ['OAUTH2', 'access-1', false]);
  const made = await take({ provider_config_key: 'lake-open', credentials: { type: 'NONE' } });
  assert.match(made.body.connection_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'an id of its own');
});

test('tokens are given out as they are, and renewed where that is asked for', async () => {
  await lake(world, 'lake-oauth', 'ferry');
  assert.equal(await nango.getToken('lake-oauth', 'ferry'), 'access-1');
  const raw = await nango.getRawTokenResponse('lake-oauth', 'ferry');
  assert.deepEqual([raw.access_token, 'refresh_token' in raw], ['access-1', false]);
  const open = await nango.getConnection('lake-oauth', 'ferry', false, true);
  assert.equal(open.credentials.refresh_token, 'refresh-1', 'only where it is asked for');
  const renewed = await nango.getToken('lake-oauth', 'ferry', true);
  assert.match(renewed, /^given-\d+$/);
  const response = await nango.getRawTokenResponse('lake-oauth', 'ferry');
  assert.deepEqual([response.access_token, response.account, response.token_type], [renewed, 'lakeside-7', 'Bearer']);

  await lake(world, 'lake-clients', 'crew');
  const clients = await nango.getToken('lake-clients', 'crew', true);
  assert.deepEqual([clients.type, clients.client_id], ['OAUTH2_CC', 'boats']);
  assert.match(clients.token, /^given-\d+$/);
  assert.equal((await nango.getRawTokenResponse('lake-clients', 'crew')).access_token, clients.token);
  await lake(world, 'lake-key', 'buoy');
  assert.deepEqual(await nango.getToken('lake-key', 'buoy'), { type: 'API_KEY', apiKey: 'key-of-the-lake' });
  assert.equal(await nango.getRawTokenResponse('lake-key', 'buoy'), undefined);
});

test('a token at its end is renewed without being asked', async () => {
  const soon = new Date(Date.now() + 60_000).toISOString();
  const credentials = { type: 'OAUTH2', access_token: 'stale', refresh_token: 'refresh-1', expires_at: soon };
  await lake(world, 'lake-oauth', 'late', { credentials });
  assert.match(await nango.getToken('lake-oauth', 'late'), /^given-\d+$/);
  const dead = { ...credentials, refresh_token: 'taken-back' };
  await lake(world, 'lake-oauth', 'dead', { credentials: dead });
  const refused = await refusal(nango.getToken('lake-oauth', 'dead', true));
  assert.ok([400, 424].includes(refused.status), String(refused.status));
  assert.equal(refused.code, 'invalid_credentials');
});

test('connections are listed in every form that the SDK has', async () => {
  const of = (id, organization) => ({ id, email: `${id}@quay.example`, ...(organization && { display_name: organization }) });
  await lake(world, 'lake-key', 'north', { end_user: of('ann'), tags: { env: 'live', Area: 'North' } });
  await lake(world, 'lake-key', 'south', { end_user: of('ben'), tags: { env: 'test' } });
  await lake(world, 'lake-open', 'north');
  const found = await nango.listConnections();
  const [first] = found.connections;
  assert.deepEqual([first.connection_id, first.provider_config_key], ['north', 'lake-open'], 'the newest first');
  assert.deepEqual(Object.keys(found), ['connections']);
  assert.match(first.created, ZULU);
  for (const name of ['created_at', 'credentials', 'connection_config']) assert.ok(!(name in first), name);
  assert.deepEqual(Object.keys(first).sort(), ['connection_id', 'created', 'end_user', 'errors', 'id', 'metadata', 'provider', 'provider_config_key', 'tags']);

  assert.deepEqual(ids(await nango.listConnections('north')), ['north', 'north']);
  assert.deepEqual(ids(await nango.listConnections(undefined, 'BEN@quay')), ['south'], 'by a part of the address');
  assert.deepEqual(ids(await nango.listConnections(undefined, undefined, { endUserId: 'ann' })), ['north']);
  assert.deepEqual(ids(await nango.listConnections({ userId: 'ben' })), ['south']);
  assert.deepEqual(ids(await nango.listConnections({ integrationId: 'lake-open', connectionId: 'north' })), ['north']);
  const two = await nango.listConnections({ integrationId: ['lake-open', 'lake-key'], connectionId: 'north' });
  assert.equal(two.connections.length, 2);
  assert.deepEqual(ids(await nango.listConnections({ tags: { env: 'live', area: 'North' } })), ['north']);
  assert.deepEqual(ids(await nango.listConnections({ tags: { area: 'north' } })), [], 'values keep their case');
  assert.deepEqual(ids(await nango.listConnections({ tags: { email: 'ben@quay.example' } })), ['south'], 'end_user_email');
  const page = async (number) => ids(await nango.listConnections({ integrationId: 'lake-key', limit: 1, page: number }));
  const all = ids(await nango.listConnections({ integrationId: 'lake-key' }));
  assert.deepEqual([...(await page(0)), ...(await page(1))], all.slice(0, 2));
  const wrong = await refusal(nango.listConnections({ limit: 2001 }));
  assert.deepEqual([wrong.status, wrong.code], [400, 'invalid_query_params']);
  const raw = await world.request('GET', '/connections?tags[env]=test');
  assert.deepEqual(ids(raw.body), ['south'], 'brackets as they stand');
});

test('a connection is waited for', async (t) => {
  const real = globalThis.setTimeout;
  t.after(() => (globalThis.setTimeout = real));
  let waits = 0;
  globalThis.setTimeout = (done, after, ...rest) => {
    if (after !== 10_000 && after !== 2_000) return real(done, after, ...rest);
    waits += 1;
    const made = waits === 2 ? lake(world, 'lake-open', 'awaited', { end_user: { id: 'wes' } }) : Promise.resolve();
    return real(() => made.then(done), 0);
  };
  const found = await nango.waitForConnection('lake-open', 'wes');
  assert.deepEqual([found.connection_id, waits], ['awaited', 2]);
  const aborted = nango.waitForConnection('lake-open', 'nobody', { signal: AbortSignal.abort() });
  await assert.rejects(aborted, /aborted/);
});

test('whose a connection is, its tags and where its webhooks go are changed', async () => {
  await lake(world, 'lake-key', 'raft', { end_user: { id: 'rob' }, tags: { env: 'live' } });
  const where = { connectionId: 'raft', provider_config_key: 'lake-key' };
  assert.deepEqual(await nango.patchConnection(where, { tags: { plan: 'gold' }, webhook_url_override: 'https://app.example/hook' }), { success: true });
  let got = await nango.getConnection('lake-key', 'raft');
  assert.deepEqual(got.tags, { end_user_id: 'rob', plan: 'gold' });
  assert.equal(got.webhook_url_override, 'https://app.example/hook');
  await nango.patchConnection(where, { end_user: { id: 'ria' }, webhook_url_override: '' });
  got = await nango.getConnection('lake-key', 'raft');
  assert.deepEqual([got.end_user.id, got.tags.end_user_id, got.webhook_url_override], ['ria', 'ria', null]);
  const wrong = await refusal(nango.patchConnection(where, { connection_config: {} }));
  assert.deepEqual([wrong.status, wrong.code, wrong.error.errors[0].code], [400, 'invalid_body', 'unrecognized_keys']);
  const nobody = await refusal(nango.patchConnection({ ...where, connectionId: 'nobody' }, { tags: {} }));
  assert.deepEqual([nobody.status, nobody.code], [404, 'not_found']);
  const nowhere = await refusal(nango.patchConnection({ ...where, provider_config_key: 'nowhere' }, { tags: {} }));
  assert.deepEqual([nowhere.status, nowhere.code], [400, 'unknown_provider_config']);
});

test('metadata is replaced with 201, merged with 200, for one or for several', async () => {
  await lake(world, 'lake-key', 'east');
  await lake(world, 'lake-key', 'west');
  const set = await nango.setMetadata('lake-key', 'east', { a: 1, deep: { b: 2 } });
  assert.equal(set.status, 201);
  assert.deepEqual(set.data, { connection_id: 'east', provider_config_key: 'lake-key', metadata: { a: 1, deep: { b: 2 } } });
  assert.deepEqual(await nango.getMetadata('lake-key', 'east'), { a: 1, deep: { b: 2 } });
  const merged = await nango.updateMetadata('lake-key', ['east', 'west'], { deep: { c: 3 } });
  assert.equal(merged.status, 200);
  assert.deepEqual(merged.data.connection_id, ['east', 'west']);
  assert.deepEqual(await nango.getMetadata('lake-key', 'east'), { a: 1, deep: { c: 3 } }, 'not deep');
  assert.deepEqual(await nango.getMetadata('lake-key', 'west'), { deep: { c: 3 } });
  const unknown = await refusal(nango.setMetadata('lake-key', ['east', 'nobody'], {}));
  assert.deepEqual([unknown.status, unknown.code], [404, 'unknown_connection']);
  assert.deepEqual(await nango.getMetadata('lake-key', 'east'), { a: 1, deep: { c: 3 } }, 'all of them or none');
});

test('deleting answers 400 for what is not there, reading 404', async () => {
  await lake(world, 'lake-key', 'brief');
  const done = await nango.deleteConnection('lake-key', 'brief');
  assert.deepEqual([done.status, done.data], [200, { success: true }]);
  const again = await refusal(nango.deleteConnection('lake-key', 'brief'));
  assert.deepEqual([again.status, again.body], [400, { error: { code: 'unknown_connection' } }]);
  const read = await refusal(nango.getConnection('lake-key', 'brief'));
  assert.deepEqual([read.status, read.code], [404, 'not_found']);
  const nowhere = await refusal(nango.getConnection('nowhere', 'brief'));
  assert.deepEqual([nowhere.status, nowhere.code], [400, 'unknown_provider_config']);
});

test('an import that does not fit says where', async () => {
  await switchOn(world, 'lake-steps');
  const wrong = async (body) => {
    const { status, body: said } = await take(body);
    assert.deepEqual([status, said.error.code], [400, 'invalid_body'], JSON.stringify(body));
    return said.error.errors.map((one) => `${one.code} ${one.path.join('.')}`);
  };
  const key = { provider_config_key: 'lake-key', connection_id: 'x' };
  assert.deepEqual(await wrong({ ...key, credentials: { type: 'BASIC', username: 'a', password: 'b' } }), ['custom credentials.type']);
  assert.deepEqual(await wrong({ ...key, credentials: { type: 'API_KEY' } }), ['invalid_type credentials.apiKey']);
  assert.deepEqual(await wrong({ ...key }), ['invalid_type credentials']);
  const fine = { type: 'API_KEY', apiKey: 'key-of-the-lake' };
  assert.deepEqual(await wrong({ ...key, credentials: fine, connection_config: { team: '../evil' } }), ['invalid_format connection_config.team']);
  assert.match((await wrong({ ...key, credentials: fine, colour: 'red' }))[0], /^unrecognized_keys/);
  const nowhere = await take({ ...key, provider_config_key: 'nowhere', credentials: fine });
  assert.deepEqual([nowhere.status, nowhere.body.error.code], [404, 'not_found']);
  const failed = await take({ ...key, credentials: { type: 'API_KEY', apiKey: 'wrong' } });
  assert.deepEqual([failed.status, failed.body.error.code], [400, 'connection_test_failed']);
});

test('a key that may not read credentials gets none', async () => {
  await lake(world, 'lake-oauth', 'ferry');
  const reader = new Nango({ host: world.host, apiKey: await world.makeKey('--name', 'Reader', '--scope', 'environment:connections:read') });
  assert.deepEqual((await reader.getConnection('lake-oauth', 'ferry')).credentials, {});
  const forced = await refusal(reader.getConnection('lake-oauth', 'ferry', true));
  assert.deepEqual([forced.status, forced.code], [403, 'forbidden']);
  const write = await refusal(reader.setMetadata('lake-oauth', 'ferry', {}));
  assert.match(write.error.message, /^Insufficient scope\. Required: environment:connections:update/);
});
