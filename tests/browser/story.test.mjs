// The main job as a person does it, in a browser alone: become the owner, link both accounts, bridge them, choose products,
// agree to what is sent, switch the templates on, release an order, and see its shipment and invoice come back.
// Only the purchase order is written elsewhere, in the emulated Autotask, where a purchaser would write it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { accessibilityFaults, demoBinary, eventually, openBrowser, openPage, screenshot, signInLink } from './harness.mjs';
import { startServer } from './harness.mjs';

/** Everything happens at once at this distributor: what is taken is shipped, delivered and billed within seconds. */
const HASTE = ['ship', 'deliver', 'invoice', 'release'].flatMap((what) => ['--quirk', `timing.${what}=1`]);
const PASSPHRASE = 'a sentence that one can keep';
const SLOW_MS = 60_000;

const children = [];
let autotask, browser, distributor, page, server;

/** Starts an emulator; its one line tells where it is and what it holds. */
async function emulator(name, ...args) {
  const child = spawn(demoBinary(), ['emulate', name, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  return JSON.parse(await eventually(`the emulator ${name}`, () => output.includes('\n') && output.split('\n')[0], SLOW_MS));
}

before(async () => {
  [autotask, distributor] = await Promise.all([emulator('autotask'), emulator('td-synnex', ...HASTE)]);
  server = await startServer({ args: ['--emulators', autotask.url, distributor.url, distributor.sftp_url] });
  browser = await openBrowser();
  page = await openPage(browser);
  page.setDefaultTimeout(SLOW_MS);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  for (const child of children) child.kill('SIGTERM');
});

/** Fills fields by their names. */
async function fill(fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]`).fill(value);
}

const go = (path) => page.goto(server.url + path);
const press = (name) => page.getByRole('button', { name, exact: true }).click();
const arrive = (path) => page.waitForURL(server.url + path);

/** Looks at the page as its reader would: nothing in the way of anybody, and a picture for people. */
async function look(name) {
  assert.deepEqual(await accessibilityFaults(page), [], name);
  await screenshot(page, `story-${name}`);
}

/** Reloads until the page shows something. */
function comes(what, selector) {
  return eventually(what, async () => {
    if (await page.locator(selector).count()) return true;
    await page.reload();
    return false;
  }, SLOW_MS);
}

test('the first person becomes the owner', async () => {
  await page.goto(signInLink(server));
  await fill({ name: 'Dana Reed', email: autotask.owner_email, password: PASSPHRASE, password_again: PASSPHRASE });
  await press('Create the account');
  await arrive('/');
  await look('1-home');
});

test('a wrong secret is named, the right one leads to the account that it reached', async () => {
  await go('/connectors/autotask/connect');
  await fill({ integration_code: autotask.integration_code, user_name: autotask.user_name, email: autotask.owner_email });
  await fill({ secret: 'not the secret at all' });
  await press('Check the account');
  await page.getByText('Autotask refused the sign-in').waitFor();
  assert.equal(await page.inputValue('[name=integration_code]'), autotask.integration_code, 'what was right stays');
  await look('2-wrong-secret');
  await fill({ secret: autotask.secret });
  await press('Check the account');
  await page.getByText('Is this the right one?').waitFor();
  await look('3-right-one');
  await press('Yes, connect it');
  await arrive('/connectors/autotask');
});

test('the distributor is linked, and both are bridged', async () => {
  await go('/connectors/td-synnex/connect');
  await fill({ account: distributor.account, read_user: distributor.reader_id, read_password: distributor.reader_password });
  await fill({ order_user: distributor.user_id, order_password: distributor.password });
  await fill({ sftp_user: distributor.sftp_user, sftp_password: distributor.sftp_password });
  await press('Check the account');
  await page.getByText('Is this the right one?').waitFor();
  await press('Yes, connect it');
  await arrive('/bridges/new');
  await page.getByLabel('TD SYNNEX', { exact: true }).check();
  await look('4-bridge');
  await press('Make the bridge');
  await arrive('/connectors/autotask/templates');
});

let bridge;

test('categories are chosen, mapped and priced, the preview is looked at and carried out', async () => {
  const settings = await page.locator('main a[href*="/product-sync"]').first().getAttribute('href');
  bridge = settings.replace(/\/product-sync.*/, '');
  await go(`${bridge}/product-sync/categories`);
  await page.locator('ul.tree').waitFor();
  await page.locator('.branch-head').first().click();
  await page.locator('input[data-leaf]').first().check();
  await look('5-categories');
  await press('Save and go on');
  await arrive(`${bridge}/product-sync/mapping`);
  await page.selectOption('[name=default_category]', { label: 'Accessories' });
  await page.selectOption('[name=default_billing]', { label: 'Hardware' });
  await press('Save and go on');
  await arrive(`${bridge}/product-sync/prices`);
  await press('Save and see the preview');
  await arrive(`${bridge}/product-sync/preview`);
  await press('Make the preview');
  await page.locator('dl.counters').waitFor();
  await look('6-preview');
  await page.locator('form[action$="/apply"] button').click();
  await page.waitForURL('**/runs/*');
  await page.locator('h1 + .pill', { hasText: 'Completed' }).waitFor();
  await look('7-run');
});

test('orders are sent only after a person agreed to what is sent, and said how', async () => {
  await go('/connectors/autotask/templates');
  assert.equal(await page.getByRole('switch', { name: 'Create Orders from Autotask' }).isDisabled(), true);
  await go(`${bridge}/order-submission`);
  await page.locator('#agree').check();
  await page.locator('form[action$="/consent"] button').click();
  await page.getByText('Agreed by Dana Reed').waitFor();
  await fill({ contact_name: 'Dana Reed', contact_phone: '555-0142', contact_email: 'dana@msp.example' });
  for (const select of await page.locator('select[name^="ship_"]').all()) await select.selectOption({ index: 1 });
  await look('8-submission');
  await press('Save');
  await go('/connectors/autotask/templates');
  for (const name of ['Product Sync', 'Create Orders from Autotask', 'Get Order Status']) {
    await page.getByRole('switch', { name }).click();
    await page.locator(`button[role=switch][aria-label="${name}"][aria-checked=true]`).waitFor();
  }
  await look('9-templates');
});

test('a submitted purchase order waits for its release, goes out once, and comes back shipped and billed', async () => {
  const linked = await fetch(`${autotask.url}/_emulator/entity/ProductVendors`).then((answer) => answer.json());
  const part = linked.filter((row) => row.vendorID === autotask.vendor_company_id).at(-1).vendorPartNumber;
  const written = await fetch(`${autotask.url}/_emulator/po`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ lines: [{ vendor_part_number: part, quantity: 2 }], submit: true }),
  });
  assert.equal(written.status, 200);
  const { number } = await written.json();

  await go('/activity');
  await page.locator('form[action$="/order-submission/run"] button').click();
  await go('/orders');
  await page.getByRole('link', { name: number }).click();
  await page.locator('h1 + .pill', { hasText: 'Ready to send' }).waitFor();
  await look('10-ready');
  await page.locator('form[action$="/release"] button').click();
  await page.locator('h1 + .pill', { hasText: 'Ordered' }).waitFor();
  await look('11-ordered');

  await eventually('the invoice', async () => {
    await go('/activity');
    await page.locator('form[action$="/order-status/run"] button').click();
    await go('/orders?group=all');
    await page.getByRole('link', { name: number }).click();
    return page.locator('h1 + .pill', { hasText: 'Done' }).isVisible();
  }, SLOW_MS);
  await look('12-done');
  const kept = await fetch(`${autotask.url}/_emulator/entity/PurchaseOrderItems`).then((answer) => answer.json());
  assert.ok(kept.length > 0);
  assert.deepEqual(page.complaints.filter((said) => !said.includes('422')), []);
});
