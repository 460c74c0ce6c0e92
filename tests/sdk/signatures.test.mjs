// The SDK's own checks of what a server of webhooks sends, on messages signed here.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Nango } from '@nangohq/node';

const SIGNING_KEY = 'signing-key-of-the-environment';
const MESSAGE = { connectionId: 'harbor', from: 'nango', note: 'ü/"1"', success: true, type: 'auth' };
const BODY = JSON.stringify(MESSAGE);
const hmac = createHmac('sha256', SIGNING_KEY).update(BODY).digest('hex');
const plain = createHash('sha256').update(SIGNING_KEY + BODY).digest('hex');
const nango = new Nango({ host: 'http://127.0.0.1:1', apiKey: 'any', webhookSigningKey: SIGNING_KEY });

test('a message is taken with the right signature alone', () => {
  assert.equal(nango.verifyIncomingWebhookRequest(BODY, { 'X-Nango-Hmac-Sha256': hmac }), true);
  assert.equal(nango.verifyIncomingWebhookRequest(BODY, { 'x-nango-hmac-sha256': hmac }), true);
  assert.equal(nango.verifyIncomingWebhookRequest(`${BODY} `, { 'x-nango-hmac-sha256': hmac }), false);
  assert.equal(nango.verifyIncomingWebhookRequest(BODY, {}), false);
  assert.equal(nango.verifyWebhookSignature(plain, JSON.parse(BODY)), true);
  assert.equal(nango.verifyWebhookSignature(plain, { ...MESSAGE, success: false }), false);
});
