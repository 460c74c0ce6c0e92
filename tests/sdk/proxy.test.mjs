// The proxy as the Node SDK uses it: against the Autotask emulator, and against a vendor that tells what it got.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Nango } from '@nangohq/node';
import { harbor, lake, refusal, startWorld } from './harness.mjs';

const LAKE = { providerConfigKey: 'lake-key', connectionId: 'lake' };
const HARBOR = { providerConfigKey: 'autotask', connectionId: 'harbor' };
const FILTER = { filter: [{ op: 'exist', field: 'id' }], MaxRecords: 2 };
let world, nango;

before(async () => {
  world = await startWorld();
  nango = world.nango;
  await world.request('POST', '/connections', harbor(world.autotask));
  await lake(world, 'lake-key', 'lake', { connection_config: { team: 'pier' } });
});
after(() => world?.stop());

/** What the vendor got, and the answer. */
async function echo(config) {
  const answer = await nango.proxy({ ...LAKE, endpoint: '/echo', ...config });
  return { answer, got: answer.data };
}

test('Autotask answers as if it were asked itself', async () => {
  const search = encodeURIComponent(JSON.stringify(FILTER));
  const found = await nango.get({ ...HARBOR, endpoint: `/v1.0/Companies/query?search=${search}` });
  assert.equal(found.status, 200);
  assert.equal(found.data.items.length, 2);
  assert.ok('pageDetails' in found.data, 'not wrapped');
  const asked = await nango.post({ ...HARBOR, endpoint: 'v1.0/Companies/query', data: FILTER });
  assert.deepEqual(asked.data.items, found.data.items, 'also without a slash in front');
  const params = await nango.get({ ...HARBOR, endpoint: '/v1.0/Companies/query', params: { search: JSON.stringify(FILTER) } });
  assert.deepEqual(params.data.items, found.data.items);
  const [{ id }] = found.data.items;
  const one = await nango.get({ ...HARBOR, endpoint: `/v1.0/Companies/${id}` });
  assert.equal(one.data.item.id, id);
  assert.match(one.headers['x-linkspan-quota-remaining'], /^\d+$/, 'how many calls are left');
});

test('raw braces and brackets in a query pass', async () => {
  const raw = `/v1.0/Companies/query?search={"filter":[{"op":"exist","field":"id"}],"MaxRecords":1}`;
  const found = await nango.get({ ...HARBOR, endpoint: raw });
  assert.equal(found.data.items.length, 1);
  const { got } = await echo({ endpoint: '/echo?filter[a]={b}|c' });
  assert.equal(decodeURIComponent(got.url), '/api/echo?filter[a]={b}|c');
});

test('Autotask is written to and its refusals come back as they are', async () => {
  const { data } = await nango.get({ ...HARBOR, endpoint: '/v1.0/Companies/query', params: { search: JSON.stringify(FILTER) } });
  const [{ id }] = data.items;
  const changed = await nango.patch({ ...HARBOR, endpoint: '/v1.0/Companies', data: { id, phone: '555-0100' } });
  assert.deepEqual([changed.status, changed.data], [200, { itemId: id }]);
  const read = await nango.get({ ...HARBOR, endpoint: `/v1.0/Companies/${id}` });
  assert.equal(read.data.item.phone, '555-0100');
  const wrong = await refusal(nango.post({ ...HARBOR, endpoint: '/v1.0/Companies', data: { noSuchField: 1 }, retries: 3 }));
  assert.equal(wrong.status, 500);
  assert.ok(Array.isArray(wrong.body.errors), "Autotask's own form");
  assert.ok(!('error' in wrong.body));
  const nowhere = await refusal(nango.get({ ...HARBOR, endpoint: '/v1.0/NoSuchEntity/1' }));
  assert.equal(nowhere.status, 404);
});

test('every verb arrives with its body, also DELETE', async () => {
  for (const verb of ['post', 'put', 'patch', 'delete']) {
    const answer = await nango[verb]({ ...LAKE, endpoint: '/echo', data: { verb, deep: [1, { a: null }] } });
    assert.equal(answer.data.method, verb.toUpperCase());
    assert.deepEqual(JSON.parse(answer.data.body), { verb, deep: [1, { a: null }] });
    assert.equal(answer.data.headers['content-type'], 'application/json');
  }
  const bare = await nango.delete({ ...LAKE, endpoint: '/echo' });
  assert.deepEqual([bare.data.method, bare.data.body], ['DELETE', '']);
  const plain = await nango.get({ ...LAKE, endpoint: '/echo' });
  assert.deepEqual([plain.data.method, plain.data.body], ['GET', '']);
  for (const method of ['PROPFIND', 'REPORT']) {
    const { got } = await echo({ method, data: '<find/>', headers: { 'Content-Type': 'application/xml' } });
    assert.deepEqual([got.method, got.body, got.headers['content-type']], [method, '<find/>', 'application/xml']);
  }
});

test('credentials and named headers arrive, nothing else does', async () => {
  const { got } = await echo({ headers: { 'X-Trace': '7', Accept: 'text/plain', 'Content-Type': 'application/json; charset=utf-8' }, method: 'POST', data: {} });
  const { 'x-key': key, 'x-team': team, 'x-trace': trace, accept } = got.headers;
  assert.deepEqual([key, team, trace, accept], ['key-of-the-lake', 'pier', '7', 'text/plain']);
  assert.equal(got.headers['content-type'], 'application/json; charset=utf-8', 'once, although it was sent twice');
  for (const name of ['authorization', 'connection-id', 'provider-config-key', 'base-url-override', 'retries', 'cookie']) {
    assert.ok(!(name in got.headers), name);
  }
  assert.deepEqual(Object.keys(got.headers).filter((name) => name.startsWith('nango')), []);
});

test('parameters arrive as they were meant', async () => {
  const { got } = await echo({ params: { a: ['1', '2'], b: 'x y&z', c: 'ü' } });
  const query = new URL(got.url, 'http://vendor.example').searchParams;
  assert.deepEqual([query.get('a'), query.get('b'), query.get('c')], ['1,2', 'x y&z', 'ü']);
  const text = await echo({ params: 'page=2&size=10' });
  assert.equal(text.got.url, '/api/echo?page=2&size=10');
  const typed = await echo({ endpoint: '/echo?ids=1&ids=2&tag[]=a' });
  assert.deepEqual(new URL(typed.got.url, 'http://vendor.example').searchParams.getAll('ids'), ['1', '2']);
});

test('each kind of credentials is put where the vendor wants it', async () => {
  await lake(world, 'lake-basic', 'lake');
  await lake(world, 'lake-open', 'lake');
  await lake(world, 'lake-oauth', 'lake');
  await lake(world, 'lake-clients', 'lake');
  const authorization = async (providerConfigKey) => (await echo({ providerConfigKey })).got.headers.authorization;
  assert.equal(await authorization('lake-basic'), `Basic ${Buffer.from('lena:pier-and-boat').toString('base64')}`);
  assert.equal(await authorization('lake-open'), undefined);
  assert.equal(await authorization('lake-oauth'), 'Bearer access-1');
  assert.equal(await authorization('lake-clients'), 'Bearer brought-along');
});

test('an SDK made for one connection needs it named only once', async () => {
  const own = new Nango({ host: `${world.host}/`, apiKey: world.key, ...LAKE });
  const answer = await own.get({ endpoint: '/echo' });
  assert.equal(answer.data.headers['x-key'], 'key-of-the-lake');
});

test('safe calls are repeated as asked, others are not', async () => {
  const answer = await nango.get({ ...LAKE, endpoint: '/fails/1', retries: 3 });
  assert.deepEqual([answer.status, answer.data.attempt], [200, 2]);
  const post = await refusal(nango.post({ ...LAKE, endpoint: '/fails/9', data: {}, retries: 3 }));
  assert.deepEqual([post.status, world.vendor.took('/api/fails/9')], [503, 1]);
  const listed = await nango.get({ ...LAKE, endpoint: '/limited/once', retries: 1, retryOn: [404, 423] });
  assert.equal(listed.data.attempt, 2);
  const once = await refusal(nango.get({ ...LAKE, endpoint: '/fails/10' }));
  assert.deepEqual([once.status, world.vendor.took('/api/fails/10')], [503, 1], 'nothing is repeated unasked');
});

test("the vendor's refusals are the vendor's: status, headers and body", async () => {
  for (const status of [400, 403, 404, 409, 422, 429, 500, 503]) {
    const said = await refusal(nango.get({ ...LAKE, endpoint: `/status/${status}` }));
    assert.deepEqual([said.status, said.body, said.headers['x-reason']], [status, { fault: [`as asked: ${status}`] }, 'asked']);
  }
});

test('headers of answers come back, and what the vendor says of its own limit goes first', async () => {
  const { answer } = await echo({});
  assert.deepEqual([answer.headers['x-vendor'], answer.headers['x-ratelimit-remaining']], ['lakeside', '41']);
  const empty = await nango.get({ ...LAKE, endpoint: '/empty' });
  assert.deepEqual([empty.status, empty.data, empty.headers['x-vendor']], [204, '', 'lakeside']);
});

test('a large answer is passed on while it comes', async () => {
  const bytes = 32 * 1024 * 1024;
  const answer = await nango.get({ ...LAKE, endpoint: `/big?bytes=${bytes}`, responseType: 'stream' });
  assert.equal(answer.headers['content-disposition'], 'attachment; filename="big.bin"');
  let length = 0;
  for await (const chunk of answer.data) length += chunk.length;
  assert.equal(length, bytes);
  const whole = await nango.get({ ...LAKE, endpoint: '/big?bytes=100000', responseType: 'arraybuffer', decompress: true });
  assert.equal(whole.data.byteLength, 100_000);
});

test('another address is called only where the provider allows its host', async () => {
  const { got } = await echo({ baseUrlOverride: `${world.vendor.url}/api/` });
  assert.equal(got.path, '/api/echo');
  for (const base of ['http://169.254.169.254', 'http://[::1]:1', 'https://evil.example', 'http://localhost:1']) {
    const said = await refusal(nango.get({ ...LAKE, endpoint: '/echo', baseUrlOverride: base }));
    assert.deepEqual([said.status, said.code], [400, 'base_url_override_not_allowed'], base);
  }
});

test('what the proxy itself refuses says what is missing', async () => {
  const none = await world.request('GET', '/proxy/echo');
  assert.deepEqual([none.status, none.body.error.code], [400, 'invalid_headers']);
  const nowhere = await refusal(nango.get({ ...LAKE, providerConfigKey: 'nowhere', endpoint: '/echo' }));
  assert.deepEqual([nowhere.status, nowhere.code], [404, 'unknown_provider_config']);
  const nobody = await refusal(nango.get({ ...LAKE, connectionId: 'nobody', endpoint: '/echo' }));
  assert.deepEqual([nobody.status, nobody.code], [400, 'server_error']);
  const reader = new Nango({ host: world.host, apiKey: await world.makeKey('--name', 'Lists', '--scope', 'environment:connections:list') });
  const scope = await refusal(reader.get({ ...LAKE, endpoint: '/echo' }));
  assert.deepEqual([scope.status, scope.error.message], [403, 'Insufficient scope. Required: environment:proxy']);
});

test('a vendor that is gone is told without an envelope, as programs expect it', async () => {
  await lake(world, 'lake-open', 'gone');
  await world.vendor.stop();
  const said = await refusal(nango.get({ ...LAKE, providerConfigKey: 'lake-open', connectionId: 'gone', endpoint: '/echo' }));
  assert.equal(said.status, 500);
  assert.deepEqual([said.body.code, said.body.method, 'error' in said.body], ['ECONNREFUSED', 'GET', false]);
});
