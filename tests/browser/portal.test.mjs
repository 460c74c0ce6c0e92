// Walks the portal of the demo, which holds a whole story: products synced, five orders sent, shipped and invoiced.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { demoBinary, eventually, freePort } from './harness.mjs';
import { accessibilityFaults, openBrowser, openPage, screenshot, scrollsSideways } from './harness.mjs';

let browser, demo, url, state;
let output = '';

before(async () => {
  browser = await openBrowser();
  const listen = `127.0.0.1:${await freePort()}`;
  url = `http://${listen}`;
  demo = spawn(demoBinary(), ['demo', '--listen', listen], { stdio: ['ignore', 'ignore', 'pipe'] });
  demo.stderr.on('data', (text) => (output += text));
  const link = await eventually('the story to end', () => {
    if (demo.exitCode !== null) throw new Error(`the demo ended:\n${output}`);
    return output.match(/http:\/\/\S+\/welcome\/\S+/)?.[0];
  }, 240_000);
  const page = await openPage(browser);
  await page.goto(link);
  await eventually('being signed in', () => new URL(page.url()).pathname === '/');
  state = await page.context().storageState();
  await page.context().close();
});
after(async () => {
  await browser?.close();
  demo?.kill('SIGTERM');
});

/** Opens a path as the signed-in owner. */
async function open(path, variant = 'light') {
  const page = await openPage(browser, variant, { storageState: state });
  const answer = await page.goto(url + path);
  assert.equal(answer.status(), 200, path);
  return page;
}

/** The address of the first link of the main part that matches. */
async function firstLink(page, selector) {
  return page.locator(selector).first().getAttribute('href');
}

const pages = { home: '/', orders: '/orders', products: '/products', connectors: '/connectors', activity: '/activity',
  records: '/activity/records', settings: '/settings', webhooks: '/settings/webhooks',
  keys: '/settings/keys', autotask: '/connectors/autotask', templates: '/connectors/autotask/templates',
  'td-synnex': '/connectors/td-synnex', reconnect: '/connectors/autotask/reconnect',
  disconnect: '/connectors/autotask/disconnect' };

for (const [name, path] of Object.entries(pages)) {
  for (const variant of ['light', 'narrowDark']) {
    test(`${name} can be read, ${variant}`, async () => {
      const page = await open(path, variant);
      assert.equal(await page.locator('h1').count(), 1);
      assert.deepEqual(await accessibilityFaults(page), []);
      assert.equal(await scrollsSideways(page), false);
      assert.deepEqual(page.complaints, []);
      await screenshot(page, `${name}-${variant}`);
      await page.context().close();
    });
  }
}

test('an order tells its whole history', async () => {
  const list = await open('/orders');
  const page = await open(await firstLink(list, 'main a[href^="/orders/0"]'));
  const text = await page.locator('main').innerText();
  assert.match(text, /LS-\d+/);
  assert.match(text, /Done/);
  assert.deepEqual(await accessibilityFaults(page), []);
  await screenshot(page, 'order-light');
  await list.context().close();
  await page.context().close();
});

test('the steps of product sync lead from categories to a preview', async () => {
  const templates = await open('/connectors/autotask/templates');
  const first = await firstLink(templates, 'main a[href*="/product-sync"]');
  for (const step of ['categories', 'mapping', 'prices', 'preview']) {
    const page = await open(first.replace(/\/product-sync.*/, `/product-sync/${step}`));
    assert.deepEqual(await accessibilityFaults(page), [], step);
    assert.deepEqual(page.complaints, [], step);
    await screenshot(page, `sync-${step}-light`);
    await page.context().close();
  }
  await templates.context().close();
});
