// A vendor's server for the tests: it tells what it got, fails as asked, streams, and gives tokens.
import { once } from 'node:events';
import { createServer } from 'node:http';

const KEY = 'key-of-the-lake';
const BASIC = `Basic ${Buffer.from('lena:pier-and-boat').toString('base64')}`;

/** Starts it; `url`, `took(path)` (how many requests a path had), `calls` (all of them), `tokens` (how many were given), `stop()`. */
export async function startVendor() {
  const vendor = { calls: [], tokens: 0 };
  vendor.took = (path) => vendor.calls.filter((call) => call.path === path).length;
  const server = createServer((request, response) => {
    answer(vendor, request, response).catch((error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  vendor.url = `http://127.0.0.1:${server.address().port}`;
  vendor.stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return vendor;
}

async function answer(vendor, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const url = new URL(request.url, vendor.url);
  const call = { method: request.method, url: request.url, path: url.pathname, headers: request.headers, body };
  vendor.calls.push(call);
  const [first, second] = url.pathname.replace(/^\/api/, '').split('/').filter(Boolean);
  const route = routes[first];
  if (!route) return say(response, 404, { fault: 'no such place' });
  await route({ vendor, call, url, response, part: second });
}

const routes = {
  echo: ({ call, response }) => say(response, 200, call, { 'x-vendor': 'lakeside', 'x-ratelimit-remaining': '41' }),
  verify: ({ call, response, part }) => {
    const fits = part === 'key' ? call.headers['x-key'] === KEY : call.headers.authorization === BASIC;
    say(response, fits ? 200 : 401, { fits });
  },
  status: ({ response, part }) => say(response, Number(part), { fault: [`as asked: ${part}`] }, { 'x-reason': 'asked' }),
  fails: ({ vendor, call, response, part }) => {
    const failed = vendor.took(call.path) <= Number(part);
    say(response, failed ? 503 : 200, { attempt: vendor.took(call.path) });
  },
  limited: ({ vendor, call, response }) => {
    const failed = vendor.took(call.path) <= 1;
    say(response, failed ? 423 : 200, { attempt: vendor.took(call.path) });
  },
  empty: ({ response }) => response.writeHead(204, { 'x-vendor': 'lakeside' }).end(),
  big: async ({ url, response }) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="big.bin"' });
    const chunk = Buffer.alloc(64 * 1024, 'b');
    for (let left = Number(url.searchParams.get('bytes')); left > 0; left -= chunk.length) {
      if (!response.write(chunk.subarray(0, Math.min(left, chunk.length)))) await once(response, 'drain');
    }
    response.end();
  },
  oauth: (asked) => (asked.part === 'token' ? token(asked) : authorize(asked)),
};

/** A token for whoever shows the right secret in one of the ways that there are. */
function token({ vendor, call, response }) {
  const isJson = (call.headers['content-type'] ?? '').startsWith('application/json');
  const sent = isJson ? JSON.parse(call.body) : Object.fromEntries(new URLSearchParams(call.body));
  const known = {
    client_credentials: () => sent.client_id === 'boats' && sent.client_secret === 'oars',
    password: () => sent.username === 'lena' && sent.password === 'pier-and-boat',
    authorization_code: () => sent.code === 'code-of-the-lake',
    refresh_token: () => sent.refresh_token?.startsWith('refresh-'),
  };
  if (!known[sent.grant_type]?.()) return say(response, 401, { error: 'invalid_client' });
  vendor.tokens += 1;
  const lasting = ['authorization_code', 'refresh_token'].includes(sent.grant_type);
  const more = lasting ? { refresh_token: `refresh-${vendor.tokens + 1}`, account: 'lakeside-7' } : {};
  say(response, 200, { access_token: `given-${vendor.tokens}`, token_type: 'Bearer', expires_in: 7200, ...more });
}

/** The page on which a person would agree. This person has agreed already, unless `prompt` says `refuse` or `wait`. */
function authorize({ url, response }) {
  const back = new URL(url.searchParams.get('redirect_uri'));
  const prompt = url.searchParams.get('prompt');
  back.searchParams.set(...(prompt === 'refuse' ? ['error', 'access_denied'] : ['code', 'code-of-the-lake']));
  back.searchParams.set('state', url.searchParams.get('state'));
  if (prompt !== 'wait') return response.writeHead(302, { location: back.href }).end();
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  return response.end(`<!doctype html><title>Lakeside</title><a href="${back.href.replaceAll('&', '&amp;')}">Agree</a>`);
}

function say(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
