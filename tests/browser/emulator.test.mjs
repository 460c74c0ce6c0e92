// The page of the emulated Autotask: a person writes a purchase order, submits it, receives it, and sees what programs asked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import {
  accessibilityFaults,
  demoBinary,
  openBrowser,
  openPage,
  screenshot,
  scrollsSideways,
  variants,
} from './harness.mjs';

let browser;
let emulator;
let ready;

before(async () => {
  browser = await openBrowser();
  emulator = spawn(demoBinary(), ['emulate', 'autotask'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: emulator.stdout })) {
    ready = JSON.parse(line);
    break;
  }
});
after(async () => {
  emulator?.kill('SIGTERM');
  await browser?.close();
});

/** The row of a table that contains a text. */
const row = (page, text) => page.locator('tbody tr', { hasText: text });

/** Looks at the page as everybody must be able to, and takes its picture. */
async function isFit(page, name, variant) {
  assert.deepEqual(await accessibilityFaults(page), [], name);
  assert.equal(await scrollsSideways(page), false, `${name} is wider than its window`);
  await screenshot(page, `emulator-autotask-${name}-${variant}`);
}

for (const variant of Object.keys(variants)) {
  test(`a purchaser writes an order, submits and receives it, ${variant}`, async () => {
    const page = await openPage(browser, variant);
    await page.goto(`${ready.url}/_emulator/`);
    await isFit(page, 'orders', variant);
    await page.getByRole('link', { name: 'New purchase order' }).click();
    await isFit(page, 'form', variant);
    await page.getByLabel('Vendor').selectOption({ label: 'TD SYNNEX' });
    await page.getByLabel('Product 1').selectOption({ index: 1 });
    await page.getByLabel('Quantity').nth(0).fill('3');
    await page.getByLabel('Product 2').selectOption({ index: 3 });
    await page.getByLabel('Submit at once').uncheck();
    await page.getByRole('button', { name: 'Write the order' }).click();

    const number = (await page.getByRole('heading', { level: 1 }).textContent()).replace('Order ', '');
    assert.match(number, /^PO\d{8}\.\d{4}$/);
    assert.equal(await page.locator('.mark').textContent(), 'New');
    assert.equal(await page.getByRole('button', { name: 'Receive' }).count(), 0, 'a new order is not received');
    await page.getByRole('button', { name: 'Submit' }).click();
    assert.equal(await page.locator('.mark').textContent(), 'Submitted');
    await isFit(page, 'order', variant);

    const first = page.locator('tbody tr').nth(0);
    await first.getByLabel(/^Units of item/).fill('2');
    await first.getByRole('button', { name: 'Receive' }).click();
    assert.equal(await page.locator('.mark').textContent(), 'Received Partial');
    while (await page.getByRole('button', { name: 'Receive' }).count()) {
      await page.getByRole('button', { name: 'Receive' }).first().click();
    }
    assert.equal(await page.locator('.mark').textContent(), 'Received Full');
    await isFit(page, 'received', variant);

    await page.getByRole('link', { name: 'Purchase orders' }).click();
    assert.match(await row(page, number).textContent(), /TD SYNNEX\s*Received Full/);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

for (const variant of ['light', 'dark', 'narrow']) {
  test(`what programs asked is in the journal, ${variant}`, async () => {
    const { url, user_name, secret, integration_code } = ready;
    const headers = { UserName: user_name, Secret: secret, ApiIntegrationCode: integration_code };
    const answer = await fetch(`${url}/atservicesrest/v1.0/Companies/${ready.vendor_company_id}`, { headers });
    assert.equal(answer.status, 200);
    const page = await openPage(browser, variant);
    await page.goto(`${url}/_emulator/`);
    await page.getByRole('link', { name: 'Products' }).click();
    await isFit(page, 'products', variant);
    await page.getByRole('link', { name: 'Journal and faults' }).click();
    const call = row(page, `/atservicesrest/v1.0/Companies/${ready.vendor_company_id}`).first();
    await call.getByText('show').click();
    assert.match(await call.textContent(), /GET.*200.*TD SYNNEX/s);
    assert.ok(!(await page.content()).includes(secret), 'no secret is shown');
    await isFit(page, 'journal', variant);
    await page.getByRole('button', { name: 'Clear the journal' }).click();
    assert.equal(await row(page, '/atservicesrest/').count(), 0);
    await page.context().close();
  });
}

test('what the vendor refuses is said in its words, with a way back', async () => {
  const page = await openPage(browser);
  await page.goto(`${ready.url}/_emulator/`);
  await page.locator('tbody tr', { has: page.getByText('New', { exact: true }) }).getByRole('link').click();
  // Meanwhile somebody else cancels it.
  await fetch(`${page.url()}/cancel`, { method: 'POST' });
  await page.getByRole('button', { name: 'Submit' }).click();
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'That is not possible');
  assert.notEqual((await page.locator('.bad').first().textContent()).trim(), '');
  await isFit(page, 'refused', 'light');
  await page.getByRole('link', { name: 'Back to the orders' }).click();
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Purchase orders');
  await page.context().close();
});
