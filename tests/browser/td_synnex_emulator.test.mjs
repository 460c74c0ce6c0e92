// The emulated TD SYNNEX as a person uses its page: what the distributor's staff would do with orders, and what goes wrong.
// Orders come in as a program sends them; everything else is clicked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { demoBinary, eventually, variants } from './harness.mjs';
import { accessibilityFaults, openBrowser, openPage, screenshot, scrollsSideways } from './harness.mjs';

let browser, emulator, ready, page;

before(async () => {
  browser = await openBrowser();
  // Nothing moves by itself, and every order waits for the sales representative.
  const quirks = ['--quirk', 'auto_fill=false', '--quirk', 'timing.automatic=false'];
  emulator = spawn(demoBinary(), ['emulate', 'td-synnex', ...quirks], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [emulator.stdout, emulator.stderr]) stream.on('data', (text) => (said += text));
  ready = await eventually('the emulator to be ready', () => {
    if (emulator.exitCode !== null) throw new Error(`the emulator ended:\n${said}`);
    const line = said.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'));
    return line && JSON.parse(line);
  }, 30_000);
  page = await openPage(browser);
  await page.goto(`${ready.url}/_emulator/`);
});
after(async () => {
  await browser?.close();
  emulator?.kill('SIGTERM');
});

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const login = () =>
  `<Credential><UserID>${escape(ready.user_id)}</UserID><Password>${escape(ready.password)}</Password></Credential>`;

async function price(sku) {
  const answer = await fetch(`${ready.url}/SynnexXML/PriceAvailability`, {
    method: 'POST',
    body: `<priceRequest version="2.8"><customerNo>${ready.account}</customerNo><userName>${escape(ready.user_id)}</userName>
      <password>${escape(ready.password)}</password><skuList><synnexSKU>${sku}</synnexSKU><lineNumber>1</lineNumber></skuList></priceRequest>`,
  });
  return (await answer.text()).match(/<price>([^<]+)</)[1];
}

/** Sends an order as a program does; the answer's text, or nothing where the connection was cut. */
async function order(number, quantity, sku = ready.skus[0]) {
  const items = `<Item lineNumber="1"><SKU>${sku}</SKU><UnitPrice>${await price(sku)}</UnitPrice>
    <OrderQuantity>${quantity}</OrderQuantity></Item>`;
  const shipment = `<Shipment><ShipTo><AddressName1>Example Ltd</AddressName1><AddressLine1>1 Main St</AddressLine1>
    <City>Fremont</City><State>CA</State><ZipCode>94539</ZipCode><Country>US</Country></ShipTo>
    <ShipMethod><Code>FG</Code></ShipMethod></Shipment>`;
  const body = `<?xml version="1.0"?><SynnexB2B>${login()}<OrderRequest><CustomerNumber>${ready.account}</CustomerNumber>
    <PONumber>${number}</PONumber><DropShipFlag>N</DropShipFlag><BackOrderFlag>Y</BackOrderFlag>${shipment}
    <Payment><BillTo code="${ready.account}"></BillTo></Payment><Items>${items}</Items></OrderRequest></SynnexB2B>`;
  const answer = await fetch(`${ready.url}/SynnexXML/PO`, { method: 'POST', body }).catch(() => null);
  return answer?.text();
}

const card = (number) => page.locator('article').filter({ has: page.getByRole('heading', { name: number, exact: true }) });
const states = async (number) => (await card(number).locator('.state').allInnerTexts()).map((text) => text.trim());

/** Presses a button of an order and waits for the page that follows. */
async function press(number, label) {
  await Promise.all([page.waitForNavigation(), card(number).getByRole('button', { name: label }).click()]);
}

test('an empty book says so', async () => {
  assert.match(await page.locator('main').innerText(), /No order has come yet/);
});

test('an order is released, moved in half, shipped and invoiced by hand', async () => {
  await order('PO-1', 4);
  await page.reload();
  assert.deepEqual(await states('PO-1'), ['waits for the sales representative']);
  assert.equal(await card('PO-1').getByRole('button', { name: 'Invoice' }).count(), 0, 'nothing has shipped yet');
  await press('PO-1', 'Release');
  await press('PO-1', 'Move half elsewhere');
  assert.equal((await states('PO-1')).length > 1, true);
  await press('PO-1', 'Ship');
  assert.ok((await states('PO-1')).filter((state) => state === 'shipped').length >= 1);
  assert.match(await card('PO-1').innerText(), /\b\d{6,}\b/, 'order and tracking numbers are shown');
  await press('PO-1', 'Invoice');
  assert.match(await card('PO-1').innerText(), /Invoice \d+ of \d{4}-\d{2}-\d{2}/);
  assert.ok((await states('PO-1')).includes('invoiced'));
  await press('PO-1', 'Deliver');
  assert.match((await states('PO-1')).join(), /delivered/);
});

test('an order is cancelled, and then nothing more can be done with it', async () => {
  await order('PO-2', 1);
  await page.reload();
  await press('PO-2', 'Cancel');
  assert.deepEqual(await states('PO-2'), ['cancelled']);
  assert.equal(await card('PO-2').getByRole('button').count(), 0);
});

test('a planned fault meets the next order, whose effect is in the book all the same', async () => {
  await page.getByText('What goes wrong').click();
  await page.getByLabel('The next').selectOption({ label: 'order' });
  await page.getByRole('combobox', { name: /^is/ }).selectOption({ label: 'cut after it took effect' });
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Plan it' }).click()]);
  assert.match(await page.locator('.wrong summary').innerText(), /1 planned/);
  assert.equal(await order('PO-3', 2), undefined, 'the connection was cut');
  await page.reload();
  assert.match(await page.locator('.wrong summary').innerText(), /0 planned/);
  assert.equal((await states('PO-3')).length, 1);
});

test('with the duplicate check off, a repeated number is a double order, and the page says so loudly', async () => {
  await page.locator('.wrong').evaluate((details) => (details.open = true));
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: /Duplicate check/ }).click()]);
  await order('PO-3', 2);
  await page.reload();
  assert.match(await page.locator('.counts .bad').innerText(), /1 double order/);
});

test('the clock is moved by a button', async () => {
  const day = async () => (await page.locator('.clock strong').innerText()).slice(0, 10);
  const before = await day();
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: '+1 day' }).click()]);
  assert.equal(Date.parse(await day()) - Date.parse(before), 86_400_000);
});

test('it reads well in light and dark, on a wide window and on a telephone', async () => {
  await order('PO-4', 100_000);
  for (const variant of Object.keys(variants)) {
    const one = await openPage(browser, variant);
    await one.goto(`${ready.url}/_emulator/`);
    await one.locator('.wrong').evaluate((details) => (details.open = true));
    assert.deepEqual(await accessibilityFaults(one), [], variant);
    assert.equal(await scrollsSideways(one), false, variant);
    assert.deepEqual(one.complaints, [], variant);
    await screenshot(one, `td-synnex-emulator-${variant}`);
    await one.context().close();
  }
});
