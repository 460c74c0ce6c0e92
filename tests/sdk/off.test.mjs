// What this product does not offer says so, in JSON and under one code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refusal, startWorld } from './harness.mjs';

const WHERE = { provider_config_key: 'autotask', connection_id: 'harbor' };

/** The methods that are not offered, each with a call as programs make it. */
const OFF = {
  getProviderTemplates: (nango) => nango.getProviderTemplates({ provider: 'autotask' }),
  createQuickstartIntegration: (nango) => nango.createQuickstartIntegration({ provider: 'autotask', unique_key: 'a' }),
  listFunctions: (nango) => nango.listFunctions({ uniqueKey: 'autotask' }, { type: 'sync' }),
  getFunction: (nango) => nango.getFunction({ uniqueKey: 'autotask', name: 'f' }),
  getFunctionCode: (nango) => nango.getFunctionCode({ uniqueKey: 'autotask', name: 'f' }),
  deleteFunction: (nango) => nango.deleteFunction({ uniqueKey: 'autotask', name: 'f' }, { type: 'sync' }),
  pruneRecords: (nango) => nango.pruneRecords({ providerConfigKey: 'autotask', connectionId: 'harbor', model: 'Product', untilCursor: 'x' }),
  createSyncVariant: (nango) => nango.createSyncVariant({ ...WHERE, name: 'products', variant: 'v' }),
  deleteSyncVariant: (nango) => nango.deleteSyncVariant({ ...WHERE, name: 'products', variant: 'v' }),
  triggerAction: (nango) => nango.triggerAction('autotask', 'harbor', 'act', { a: 1 }),
  triggerActionAsync: (nango) => nango.triggerActionAsync('autotask', 'harbor', 'act'),
  getAsyncActionResult: (nango) => nango.getAsyncActionResult({ id: '4f1c0b52-6f0e-4f0a-9d3b-0a6a0c7d5e11' }),
};

let world;
before(async () => {
  world = await startWorld();
});
after(() => world?.stop());

for (const [method, call] of Object.entries(OFF)) {
  test(`${method} is not offered`, async () => {
    const said = await refusal(call(world.nango));
    assert.deepEqual([said.status, said.code, typeof said.error.message], [404, 'feature_disabled', 'string']);
    assert.match(said.headers['content-type'], /^application\/json/);
  });
}
