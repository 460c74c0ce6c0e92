// A program's own website, on an origin of its own: one page, and the frontend SDK as it was published.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SDK = path.dirname(fileURLToPath(import.meta.resolve('@nangohq/frontend')));
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Harbor Supplies</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:3rem;background:#f4f1ea;color:#2b2a27}button{font:inherit;padding:.5rem 1rem}</style>
<h1>Harbor Supplies</h1><p>Settings of your account.</p><button id="connect">Connect Autotask</button></html>`;

/** Starts it; `url` and `stop()`. */
export async function startShop() {
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(404).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

async function serve(request, response) {
  const place = new URL(request.url, 'http://shop.example').pathname;
  if (place === '/') return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
  if (place === '/favicon.ico') return response.writeHead(204).end();
  const [, name] = /^\/sdk\/([A-Za-z]+\.js)$/.exec(place);
  const text = await readFile(path.join(SDK, name));
  return response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
}
