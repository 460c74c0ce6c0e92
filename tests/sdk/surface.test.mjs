// Holds docs/SDK.md to the packages: every method that they have stands there, each with a test that uses it.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import FrontendNango from '@nangohq/frontend';
import { Nango } from '@nangohq/node';

const HERE = new URL('./', import.meta.url);
/** What programs do not call: the SDK uses it itself. */
const INNER = {
  node: ['constructor', 'enrichHeaders', 'getConnectionDetails'],
  frontend: ['constructor', 'convertCredentialsToConfig', 'triggerAuth', 'customAuth', 'toQueryString', 'ensureCredentials'],
};

const guide = await readFile(new URL('../../docs/SDK.md', HERE), 'utf8');
const manifest = JSON.parse(await readFile(new URL('package.json', HERE), 'utf8'));
const names = (await readdir(fileURLToPath(HERE))).filter((name) => name.endsWith('.test.mjs') && name !== 'surface.test.mjs');
const tests = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, HERE), 'utf8')])));

/** The rows of the table under a heading, as `{ method: answer }`. */
function rows(heading) {
  const section = guide.split('\n## ').find((part) => part.startsWith(heading));
  const cells = section.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(cells.map(([, method, , answer]) => [method.replaceAll('`', ''), answer]));
}

const methods = (prototype, inner) =>
  Object.getOwnPropertyNames(prototype).filter((name) => !inner.includes(name) && !name.startsWith('_')).sort();

test('every method of the Node SDK stands in the guide and is used by a test', () => {
  const told = rows('Methods of `@nangohq/node`');
  assert.deepEqual(Object.keys(told).sort(), methods(Nango.prototype, INNER.node));
  const all = Object.values(tests).join('\n');
  const verbs = /for \(const verb of \[([^\]]*)\]/.exec(tests['proxy.test.mjs'])[1];
  for (const [method, answer] of Object.entries(told)) {
    const used = new RegExp(`\\.${method}\\(`).test(all) || verbs.includes(`'${method}'`);
    assert.ok(used, `${method} is used by no test`);
    const off = new RegExp(`^  ${method}: `, 'm').test(tests['off.test.mjs']);
    assert.equal(off, answer === '`feature_disabled`', `${method}: what the guide says and what off.test.mjs proves`);
  }
});

test('every method of the frontend SDK stands in the guide and is used by a test', () => {
  const told = rows('Methods of `@nangohq/frontend`');
  assert.deepEqual(Object.keys(told).sort(), methods(FrontendNango.prototype, INNER.frontend));
  const pages = Object.entries(tests).filter(([, text]) => text.includes('/sdk/index.js')).map(([, text]) => text).join('\n');
  for (const method of Object.keys(told)) {
    assert.match(pages, new RegExp(`'${method}'|\\.${method}\\(`), method);
  }
});

test('the versions in the guide are those that are installed', () => {
  const versions = (name) => new RegExp(`^\\| \`${name}\` \\| (.*) \\|$`, 'm').exec(guide)[1].split(', ');
  const pinned = Object.entries(manifest.dependencies).filter(([name]) => name !== '@nangohq/frontend');
  const node = pinned.map(([, version]) => version.replace(/^npm:.*@/, ''));
  assert.deepEqual(versions('@nangohq/node').sort(), node.sort());
  assert.deepEqual(versions('@nangohq/frontend'), [manifest.dependencies['@nangohq/frontend']]);
  for (const [name, version] of Object.entries(manifest.dependencies)) assert.match(version, /^(npm:@nangohq\/node@)?\d+\.\d+\.\d+$/, name);
});
