// Proves the harness before any page of the product is looked at.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  accessibilityFaults,
  openBrowser,
  openPage,
  screenshot,
  scrollsSideways,
  signIn,
  startServer,
  variants,
} from './harness.mjs';

const fixture = (name) => new URL(`fixtures/${name}`, import.meta.url);
let browser;

before(async () => {
  browser = await openBrowser();
});
after(async () => browser?.close());

for (const variant of Object.keys(variants)) {
  test(`Chromium renders a local file, ${variant}`, async () => {
    const page = await openPage(browser, variant);
    await page.goto(fixture('page.html').href);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Harness fixture');
    const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    assert.equal(dark, variants[variant].colorScheme === 'dark');
    assert.equal(await page.evaluate(() => innerWidth), variants[variant].viewport.width);
    assert.equal(await scrollsSideways(page), false);
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(page.complaints, []);
    assert.ok(existsSync(await screenshot(page, `harness-${variant}`)));
    await page.context().close();
  });
}

test('faults of a page are found', async () => {
  const page = await openPage(browser, 'narrow');
  await page.goto(fixture('faulty.html').href);
  const faults = await accessibilityFaults(page);
  assert.ok(faults.some((fault) => fault.startsWith('html-has-lang at html')), faults.join('\n'));
  assert.ok(faults.some((fault) => fault.startsWith('label at input')), faults.join('\n'));
  assert.equal(await scrollsSideways(page), true);
  await page.context().close();
});

test('a server is awaited, signed in to and cleaned up', async (t) => {
  withBinary(t, fixture('server.mjs'));
  const server = await startServer();
  t.after(() => server.stop());
  const page = await openPage(browser);
  await signIn(page, server);
  assert.equal(await page.title(), 'Signed in');
  await page.context().close();
  await server.stop();
  assert.equal(existsSync(server.data), false);
});

test('a server that ends at once is reported with what it said', async (t) => {
  withBinary(t, fixture('server.mjs'));
  await assert.rejects(startServer({ args: ['--refuse'] }), /ended with 3[\s\S]*refused on purpose/);
});

/** Points the harness at another binary for one test. */
function withBinary(t, url) {
  const earlier = process.env.LINKSPAN_BIN;
  process.env.LINKSPAN_BIN = fileURLToPath(url);
  t.after(() => {
    if (earlier === undefined) delete process.env.LINKSPAN_BIN;
    else process.env.LINKSPAN_BIN = earlier;
  });
}
