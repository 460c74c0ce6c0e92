// What every SDK test shares: the built server beside both emulators and a vendor of ours, with a key for programs.
// It knows how to start, ask and clean up; it knows nothing about what an answer should say.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Nango } from '@nangohq/node';
import { demoBinary, eventually, startServer } from '../browser/harness.mjs';
import { providerFiles } from './providers.mjs';
import { startVendor } from './vendor.mjs';

const run = promisify(execFile);
const STOP_WITHIN_MS = 5_000;

// A test file that takes too long is told to end; what it started must end with it.
const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
process.once('SIGTERM', () => process.exit(1));

/** The credentials that the vendor of ours takes. */
export const RIGHT = { apiKey: 'key-of-the-lake', username: 'lena', password: 'pier-and-boat', client_id: 'boats', client_secret: 'oars' };

/**
 * Starts everything. `settings` are LINKSPAN__ variables. What comes back: `server`, `host`, `key`, `nango` (the SDK with that key),
 * `autotask` (what the emulator says of itself), `vendor`, `makeKey`, `request`, and `stop()`.
 */
export async function startWorld({ settings = {} } = {}) {
  const world = { started: [] };
  stopsAll(world);
  try {
    return await fill(world, settings);
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** Gives a world its `stop()`: the last that was started first, whatever becomes of the others. */
function stopsAll(world) {
  world.stop = async () => {
    const stops = world.started.splice(0).reverse();
    for (const stop of stops) await stop().catch((error) => console.error(error));
  };
}

async function fill(world, settings) {
  world.vendor = await startVendor();
  world.started.push(() => world.vendor.stop());
  world.autotask = await emulate(world, 'autotask');
  world.distributor = await emulate(world, 'td-synnex', '--rows', '1000');
  const files = await providerDirectory(world);
  world.server = await startServer({
    args: ['--emulators', world.autotask.url, world.distributor.url],
    env: { LINKSPAN__PROVIDERS__DIRECTORY: files, ...settings },
  });
  world.started.push(() => world.server.stop());
  return open(world);
}

/** A key for programs, and what asks with it. */
async function open(world) {
  world.host = world.server.url;
  world.makeKey = (...options) => makeKey(world.server.data, options);
  world.key = await world.makeKey('--name', 'Tests', '--scope', 'environment:*', '--scope', 'environment:connections:read_credentials');
  world.nango = new Nango({ host: world.host, secretKey: world.key });
  world.request = (method, place, body, headers = {}) => request(world, method, place, body, headers);
  return world;
}

/**
 * The same beside the demo when its story is told: two linked accounts, synced products, orders, shipments and invoices, and both
 * vendors. `told` is the demo's own summary. Its clock is days ahead of this machine's.
 */
export async function startDemo() {
  const world = { started: [] };
  stopsAll(world);
  const data = await mkdtemp(path.join(tmpdir(), 'linkspan-demo-'));
  world.started.push(() => rm(data, { recursive: true, force: true }));
  try {
    const child = start(world, ['demo', '--json', '--data', path.join(data, 'demo'), '--listen', '127.0.0.1:0'], 'pipe');
    let heard = '';
    child.stderr.on('data', (text) => (heard += text));
    world.told = JSON.parse(await firstLine(child, () => heard));
    const url = await eventually('the demo to stay open', () => /The portal is at (http\S+)[\s\S]*Ctrl-C/.exec(heard)?.[1], 30_000);
    world.server = { url, data: path.join(data, 'demo') };
    return await open(world);
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** Runs a vendor's emulator until the end and gives what it says of itself. */
async function emulate(world, vendor, ...options) {
  const child = start(world, ['emulate', vendor, '--listen', '127.0.0.1:0', ...options], 'inherit');
  return JSON.parse(await firstLine(child, () => ''));
}

/** Runs the binary until the world stops. */
function start(world, words, errors) {
  const child = spawn(demoBinary(), words, { stdio: ['ignore', 'pipe', errors] });
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve(`ended with ${signal ?? code}`);
    });
  });
  world.started.push(async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await child.ended;
    clearTimeout(late);
  });
  return child;
}

async function firstLine(child, heard) {
  const line = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const failed = (how) => Promise.reject(new Error(`${child.spawnargs.slice(1, 3).join(' ')} ${how}\n${heard()}`));
  return Promise.race([line, child.ended.then(failed)]);
}

async function providerDirectory(world) {
  const directory = await mkdtemp(path.join(tmpdir(), 'linkspan-providers-'));
  world.started.push(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(providerFiles(world.vendor.url))) {
    await writeFile(path.join(directory, `${name}.toml`), text);
  }
  return directory;
}

async function makeKey(data, options) {
  const { stdout } = await run(demoBinary(), ['keys', 'create', '--data', data, ...options]);
  return stdout.trim().split('\n').at(-1);
}

/** What no SDK sends: `{ status, body, headers }` of any request with the key. */
async function request(world, method, place, body, headers) {
  const answer = await fetch(world.host + place, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${world.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: parsed(text), text };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What was answered to a call of the SDK that must fail: `{ status, code, error, body, headers }`. */
export async function refusal(call) {
  const answer = await call.then(
    (done) => {
      throw new Error(`it was not refused: ${JSON.stringify(done?.data ?? done)}`);
    },
    (error) => {
      if (!error.response) throw error;
      return error.response;
    },
  );
  const error = answer.data?.error;
  return { status: answer.status, code: error?.code, error, body: answer.data, headers: answer.headers };
}

/** The body with which the emulator's account is taken over. */
export function harbor(autotask, more = {}) {
  return {
    provider_config_key: 'autotask',
    connection_id: 'harbor',
    connection_config: {
      subdomain: 'webservices3',
      apiIntegrationCode: autotask.integration_code,
      username: autotask.user_name,
    },
    credentials: { type: 'API_KEY', apiKey: autotask.secret },
    ...more,
  };
}

/** The imports of one connection to each kind of the vendor of ours: name of the integration and body. */
export function imports() {
  const { apiKey, username, password, client_id, client_secret } = RIGHT;
  const at = '2027-01-01T00:00:00.000Z';
  return {
    'lake-key': { credentials: { type: 'API_KEY', apiKey } },
    'lake-basic': { credentials: { type: 'BASIC', username, password } },
    'lake-open': { credentials: { type: 'NONE' } },
    'lake-oauth': { credentials: { type: 'OAUTH2', access_token: 'access-1', refresh_token: 'refresh-1', expires_at: at } },
    'lake-clients': { credentials: { type: 'OAUTH2_CC', token: 'brought-along', client_id, client_secret, expires_at: at } },
  };
}

/** Switches a provider of ours on under its own name. */
export async function switchOn(world, name) {
  const client = { type: 'OAUTH2', client_id: RIGHT.client_id, client_secret: RIGHT.client_secret };
  return world.nango.createIntegration({ provider: name, unique_key: name, ...(name === 'lake-oauth' ? { credentials: client } : {}) });
}

/** Switches a provider of ours on and takes a connection over: `id` in it. */
export async function lake(world, name, id, more = {}) {
  const listed = await world.nango.listIntegrations();
  if (!listed.configs.some((one) => one.unique_key === name)) await switchOn(world, name);
  const body = { provider_config_key: name, connection_id: id, ...imports()[name], ...more };
  const answer = await world.request('POST', '/connections', body);
  if (answer.status !== 201) throw new Error(`the import answered ${answer.status}: ${answer.text}`);
  return answer.body;
}
