// The pages in front of the door, with forms that a browser sends as a browser does: with the headers that say from where.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, signIn, startServer } from './harness.mjs';

const OWNER = { name: 'Ada Owner', email: 'ada@msp.example', password: 'a long password of the owner' };
let browser, server;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Fills fields by their names and sends the form, as a person who presses Enter. */
async function send(page, fields) {
  const names = Object.keys(fields);
  for (const name of names) await page.locator(`input[name="${name}"]`).fill(fields[name]);
  await page.locator(`input[name="${names.at(-1)}"]`).press('Enter');
}

test('the first owner is made, and signs in again', async () => {
  const page = await openPage(browser);
  await signIn(page, server);
  await send(page, { ...OWNER, password_again: OWNER.password });
  await page.waitForURL(`${server.url}/`);
  await page.context().clearCookies();
  await page.goto(server.url);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await send(page, { email: OWNER.email, password: OWNER.password });
  await page.waitForURL(`${server.url}/`);
  assert.equal(await page.locator('h1').count(), 1);
  await page.context().close();
});
