// The connect page in an app: it talks with the page that framed it, and goes from step to step without leaving. Without
// script the same forms are sent the plain way.
//
// It never puts the token of the session into an address: it comes by message, or with the link that opened this page, and
// goes on in the bodies of requests alone.

const parser = new DOMParser();
const asked = new URLSearchParams(location.search);
const framed = window.parent !== window;

/** The origin of the page that first gave us a token; from then on nobody else is listened to or spoken to. */
let host = null;
let shown = null;

/** Tells the page that framed us. Before it has spoken nobody knows its origin, and nothing that is told is a secret. */
function tell(type, payload) {
  if (framed) window.parent.postMessage(payload ? { type, payload } : { type }, host ?? "*");
}

/** Sends fields and puts the answer in place of the present step. */
async function go(action, fields) {
  const sheet = document.getElementById("link");
  sheet.setAttribute("aria-busy", "true");
  const answer = await fetch(action, {
    method: "POST", body: new URLSearchParams(fields), credentials: "omit", referrerPolicy: "no-referrer",
    headers: { accept: "text/html" },
  });
  const page = parser.parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("link");
  if (!fresh) throw new Error("no step in the answer");
  const colours = page.querySelectorAll("link[rel=stylesheet]");
  const known = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));
  for (const link of colours) {
    if (!known.includes(link.getAttribute("href"))) document.head.append(document.adoptNode(link));
  }
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dataset.theme = page.documentElement.dataset.theme;
  sheet.replaceWith(document.adoptNode(fresh));
  scrollTo({ top: 0 });
  arrive(fresh);
}

/** A new step is there: the close button works, the focus is where the person goes on, the app hears of it. */
function arrive(sheet) {
  sheet.querySelectorAll("[data-close]").forEach((button) => { button.hidden = !framed; });
  (sheet.querySelector("[aria-invalid=true]") ?? sheet).focus();
  const { connected, integration, failed, words } = sheet.dataset;
  if (connected) tell("connect", { providerConfigKey: integration, connectionId: connected, isPending: false });
  if (failed) tell("error", { errorType: failed, errorMessage: words ?? "" });
}

function begin(token) {
  if (token === shown) return;
  shown = token;
  go("/connect/ui/", { token, lang: asked.get("lang") ?? "", theme: asked.get("theme") ?? "" }).catch(() => {
    shown = null;
    tell("error", { errorType: "unknown_error", errorMessage: "The connect page could not be loaded." });
  });
}

addEventListener("message", (event) => {
  if (!framed || event.source !== window.parent || (host && event.origin !== host)) return;
  const { type, sessionToken } = event.data ?? {};
  if (type !== "session_token" || typeof sessionToken !== "string") return;
  // A page without an origin of its own, such as a file, cannot be told from another; it is spoken to as anybody.
  host = event.origin === "null" ? null : event.origin;
  begin(sessionToken);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-link]");
  if (!form) return;
  event.preventDefault();
  if (document.getElementById("link").getAttribute("aria-busy") === "true") return;
  const fields = new FormData(form, event.submitter ?? undefined);
  go(form.action, [...fields]).catch(() => HTMLFormElement.prototype.submit.call(form));
});

const close = () => tell("close");
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") || event.target === document.body || event.target === document.documentElement) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

if (framed) document.documentElement.classList.add("framed");
// The link's token does not stay in the address, where it would be copied and kept in the history.
if (asked.has("session_token")) {
  asked.delete("session_token");
  const rest = asked.toString();
  history.replaceState(null, "", location.pathname + (rest ? `?${rest}` : ""));
}
document.querySelectorAll("[data-close]").forEach((button) => { button.hidden = !framed; });
tell("ready");
