// What every browser test shares: the built server on a free port with its own data, and the installed Chromium.
// It knows how to start, look and clean up; it knows nothing about what a page should say.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const targetDir = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');

/** Where pictures go; looked at by people, never compared by a test. */
export const screenshotDir = path.join(targetDir, 'screenshots');

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;

/** The ways a page is looked at: name, then Playwright's context options. */
export const variants = {
  light: { viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 360, height: 740 }, colorScheme: 'light', isMobile: true, hasTouch: true },
  narrowDark: { viewport: { width: 360, height: 740 }, colorScheme: 'dark', isMobile: true, hasTouch: true },
};

/** The built server: LINKSPAN_BIN, or the debug build. */
export function demoBinary() {
  return process.env.LINKSPAN_BIN ?? path.join(targetDir, 'debug/linkspan');
}

/** A port that was free a moment ago. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Waits until `look` gives something truthy; `what` names it in the error. */
export async function eventually(what, look, withinMs = 10_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms for ${what}`);
    await pause(25);
  }
}

/**
 * Starts the server (LINKSPAN_BIN, or the debug build) and waits until /readyz answers 200.
 * `args` follow `serve --listen ADDR --data DIR`. Returns its address and output, and `stop()`, which also removes its data.
 */
export async function startServer({ args = [], env = {} } = {}) {
  const binary = demoBinary();
  const data = await mkdtemp(path.join(tmpdir(), 'linkspan-browser-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const url = `http://${listen}`;
  const child = spawn(binary, ['serve', '--listen', listen, '--data', data, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const server = { url, data, output: '' };
  let ended = null;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (server.output += text));
  child.once('error', (error) => (ended ??= `could not be started: ${error.message}`));
  child.once('exit', (code, signal) => (ended ??= `ended with ${signal ?? code}`));

  server.stop = async () => {
    if (!ended) child.kill('SIGTERM');
    try {
      await eventually('the server to stop', () => ended, STOP_WITHIN_MS);
    } finally {
      child.kill('SIGKILL');
      await rm(data, { recursive: true, force: true });
    }
  };
  try {
    await eventually(`${url}/readyz to answer 200`, async () => {
      if (ended) throw new Error(`the server ${ended}`);
      return (await fetch(`${url}/readyz`).catch(() => null))?.ok;
    }, READY_WITHIN_MS);
  } catch (error) {
    await server.stop().catch(() => {});
    throw new Error(`${error.message}\n--- output of ${binary} ---\n${server.output}`);
  }
  return server;
}

/** The newest address on this server that it printed and that leads further than its front page: the one-time sign-in link. */
export function signInLink(server) {
  const found = server.output.match(/https?:\/\/[^\s"'<>]+/g) ?? [];
  return found.filter((link) => link.startsWith(`${server.url}/`) && new URL(link).pathname !== '/').at(-1);
}

/** Opens the one-time link that the server printed, in `page`. */
export async function signIn(page, server) {
  const link = await eventually('a sign-in link in the output of the server', () => signInLink(server));
  const answer = await page.goto(link);
  if (!answer.ok()) throw new Error(`the sign-in link answered ${answer.status()}`);
}

/** The installed Chromium, told to make no connection of its own. Close it when done. */
export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.LINKSPAN_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A fresh page with its own cookies in one of `variants`; options of Playwright may follow.
 * What the page says on its console as an error, throws, or asks of another host is collected in `page.complaints`.
 */
export async function openPage(browser, variant = 'light', options = {}) {
  const context = await browser.newContext({ ...variants[variant], ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => message.type() === 'error' && page.complaints.push(message.text()));
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') page.complaints.push(`asked ${hostname}`);
  });
  return page;
}

/** Saves the whole page as `target/screenshots/<name>.png` and gives the path. */
export async function screenshot(page, name) {
  await mkdir(screenshotDir, { recursive: true });
  const file = path.join(screenshotDir, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
  return file;
}

let axeSource;

/**
 * What axe-core finds wrong under WCAG 2.2 A and AA, one readable line for each place.
 * Run in a world of its own, so that the page's content security policy stays as it is.
 */
export async function accessibilityFaults(page) {
  axeSource ??= await readFile(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
    const run = async (expression) => {
      const answer = await session.send('Runtime.evaluate', {
        expression,
        contextId: executionContextId,
        awaitPromise: true,
        returnByValue: true,
      });
      if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'axe-core failed');
      return answer.result.value;
    };
    await run(`${axeSource};0`);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    return await run(`axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then((result) => result.violations
      .flatMap((rule) => rule.nodes.map((node) => rule.id + ' at ' + node.target.join(' ') + ': ' + rule.help)))`);
  } finally {
    await session.detach();
  }
}

/** Whether the page is wider than its window, so that a reader would have to scroll sideways. */
export async function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
