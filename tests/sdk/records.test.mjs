// Records and sync control as the Node SDK uses them, beside the demo.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '../browser/harness.mjs';
import { refusal, startDemo } from './harness.mjs';

const MICROS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;
const SYNCS = ['create-orders', 'order-status', 'product-sync'];
let world, nango, whose;

before(async () => {
  world = await startDemo();
  nango = world.nango;
  const { connections } = await nango.listConnections({ integrationId: 'autotask' });
  whose = { providerConfigKey: 'autotask', connectionId: connections[0].connection_id };
  // A change is told two seconds after it was made.
  const told = async (model) => (await all({ model })).length;
  await eventually('the last changes', async () => (await told('Shipment')) >= world.told.shipments && (await told('Invoice')) >= world.told.invoices);
});
after(() => world?.stop());

/** All records of a model, page by page. */
async function all(config) {
  const found = [];
  let cursor;
  do {
    const page = await nango.listRecords({ ...whose, ...config, cursor });
    found.push(...page.records);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

test('products are fetched page by page, in the order in which they changed', async () => {
  const first = await nango.listRecords({ ...whose, model: 'Product', limit: 10 });
  assert.deepEqual(Object.keys(first).sort(), ['next_cursor', 'records']);
  assert.equal(first.records.length, 10);
  assert.equal(first.next_cursor, first.records.at(-1)._nango_metadata.cursor);
  const products = await all({ model: 'Product', limit: 150 });
  assert.equal(new Set(products.map((one) => one.id)).size, products.length, 'each once');
  assert.ok(products.length >= world.told.products.created, String(products.length));
  const moments = products.map((one) => one._nango_metadata.last_modified_at);
  assert.deepEqual(moments, moments.toSorted());
  const [one] = products;
  assert.deepEqual([typeof one.sku, typeof one.vendor_cost, typeof one.name], ['string', 'number', 'string']);
  const { first_seen_at, last_modified_at, last_action, deleted_at, pruned_at, cursor } = one._nango_metadata;
  assert.match(first_seen_at, MICROS);
  assert.match(last_modified_at, MICROS);
  assert.ok(['ADDED', 'UPDATED'].includes(last_action));
  assert.deepEqual([deleted_at, pruned_at, typeof cursor], [null, null, 'string']);
});

test('what was ordered, shipped and billed are records too', async () => {
  const orders = await all({ model: 'Order' });
  assert.ok(orders.length >= world.told.orders.sent);
  assert.ok(orders.every((one) => one.lines.length > 0 && typeof one.state === 'string'));
  assert.equal((await all({ model: 'Shipment' })).length, world.told.shipments);
  const invoices = await all({ model: 'Invoice' });
  assert.equal(invoices.length, world.told.invoices);
  assert.ok(invoices.every((one) => typeof one.total === 'number'));
  assert.deepEqual(await nango.listRecords({ ...whose, model: 'Contact' }), { records: [], next_cursor: null }, 'no such model');
});

test('records are chosen by time, by what happened to them and by their ids', async () => {
  const products = await all({ model: 'Product', limit: 1000 });
  const now = new Date(Date.now() + 86_400_000 * 30).toISOString();
  assert.deepEqual((await nango.listRecords({ ...whose, model: 'Product', modifiedAfter: now })).records, []);
  const late = products.at(-1)._nango_metadata.last_modified_at;
  const since = new Date(Date.parse(late) - 1000).toISOString();
  const recent = await all({ model: 'Product', modifiedAfter: since });
  assert.ok(recent.length > 0 && recent.length < products.length);
  const ids = products.slice(0, 3).map((one) => one.id);
  const named = await nango.listRecords({ ...whose, model: 'Product', ids });
  assert.deepEqual(named.records.map((one) => one.id).sort(), ids.toSorted());
  const added = await all({ model: 'Product', filter: 'added' });
  const updated = await all({ model: 'Product', filter: 'UPDATED,deleted' });
  assert.ok(added.every((one) => one._nango_metadata.last_action === 'ADDED'));
  assert.equal(added.length + updated.length, products.length);
});

test('a question for records that does not fit is refused, and an unknown connection is named', async () => {
  const wrong = await refusal(nango.listRecords({ ...whose, model: 'Product', limit: 10_001 }));
  assert.deepEqual([wrong.status, wrong.code], [400, 'invalid_query_params']);
  const cursor = await refusal(nango.listRecords({ ...whose, model: 'Product', cursor: 'nothing' }));
  assert.deepEqual([cursor.status, cursor.code], [400, 'invalid_query_params']);
  const nobody = await refusal(nango.listRecords({ ...whose, connectionId: 'nobody', model: 'Product' }));
  assert.deepEqual([nobody.status, nobody.code], [400, 'unknown_connection']);
  const headers = await world.request('GET', '/records?model=Product');
  assert.deepEqual([headers.status, headers.body.error.code], [400, 'invalid_headers']);
});

test('how the syncs stand is told', async () => {
  const { syncs } = await nango.syncStatus('autotask', '*', whose.connectionId);
  assert.deepEqual(syncs.map((one) => one.name).sort(), SYNCS);
  const products = syncs.find((one) => one.name === 'product-sync');
  const { status, frequency, type, variant, connection_id, recordCount } = products;
  assert.ok(['RUNNING', 'SUCCESS', 'ERROR', 'PAUSED', 'STOPPED'].includes(status), status);
  assert.deepEqual([frequency, type, variant, connection_id], ['every day', 'INCREMENTAL', 'base', whose.connectionId]);
  assert.equal(recordCount.Product, (await all({ model: 'Product', limit: 1000 })).length);
  for (const name of ['id', 'finishedAt', 'nextScheduledSyncAt', 'latestResult', 'latestExecutionStatus', 'checkpoint']) assert.ok(name in products, name);
  const some = await nango.syncStatus('autotask', ['order-status', { name: 'create-orders', variant: 'base' }], whose.connectionId);
  assert.deepEqual(some.syncs.map((one) => one.name).sort(), ['create-orders', 'order-status']);
  const unknown = await refusal(nango.syncStatus('autotask', ['no-such'], whose.connectionId));
  assert.deepEqual([unknown.status, unknown.code], [400, 'unknown_sync']);
  const nobody = await refusal(nango.syncStatus('autotask', '*', 'nobody'));
  assert.deepEqual([nobody.status, nobody.code], [404, 'unknown_connection']);
  const nowhere = await refusal(nango.syncStatus('nowhere', '*'));
  assert.deepEqual([nowhere.status, nowhere.code], [400, 'unknown_provider_config']);
});

test('syncs are paused, started and triggered', async () => {
  const state = async () => (await nango.syncStatus('autotask', ['order-status'], whose.connectionId)).syncs[0].status;
  const done = [200, { success: true }];
  const paused = await nango.pauseSync('autotask', ['order-status'], whose.connectionId);
  assert.deepEqual([paused.status, paused.data], done);
  assert.equal(await state(), 'PAUSED');
  const refused = await refusal(nango.triggerSync('autotask', ['order-status'], whose.connectionId));
  assert.equal(refused.status, 400, 'what is off is not triggered');
  const started = await nango.startSync('autotask', ['order-status'], whose.connectionId);
  assert.deepEqual([started.status, started.data], done);
  assert.notEqual(await state(), 'PAUSED');
  for (const options of [undefined, { reset: true }, 'full_refresh', false]) {
    const triggered = await nango.triggerSync('autotask', ['order-status'], whose.connectionId, options);
    assert.deepEqual([triggered.status, triggered.data], done, String(options));
  }
  const everywhere = await nango.triggerSync('autotask', [{ name: 'order-status', variant: 'base' }]);
  assert.deepEqual([everywhere.status, everywhere.data], done);
});

test('how often orders are looked for is set and set back', async () => {
  const set = (sync, frequency) => nango.updateSyncConnectionFrequency('autotask', sync, whose.connectionId, frequency);
  assert.deepEqual(await set('create-orders', 'every 30 minutes'), { frequency: 'every 30m' });
  const { syncs } = await nango.syncStatus('autotask', ['create-orders'], whose.connectionId);
  assert.equal(syncs[0].frequency, 'every 30m');
  const usual = await set({ name: 'create-orders', variant: 'base' }, null);
  assert.notEqual(usual.frequency, 'every 30m');
  const odd = await refusal(set('create-orders', 'every fortnight'));
  assert.deepEqual([odd.status, odd.code], [400, 'invalid_body']);
});
