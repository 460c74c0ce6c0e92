// Makes the portal live. Every page works without it: forms post, links link. It only fetches the same pages again and
// swaps the part that changed, so the server has no second way to render anything.

const parser = new DOMParser();
const lang = document.documentElement.lang;

/** Fetches a page and puts its element with `id` where ours stands; `swapped` is false when the page has no such element. */
async function swap(id, url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { accept: "text/html" }, ...options });
  const page = parser.parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) return { answer, page, swapped: false };
  keepState(old, fresh);
  old.replaceWith(document.adoptNode(fresh));
  const flash = page.querySelector("[data-flash]");
  if (flash) {
    document.querySelector("[data-flash]")?.remove();
    document.querySelector(".page")?.prepend(document.adoptNode(flash));
  }
  wake(fresh);
  fresh.querySelector("[aria-invalid=true]")?.focus();
  return { answer, page, swapped: true };
}

/** Puts a page that came as the answer to a form in place of this one, as a browser without script does. */
function show(page) {
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  scrollTo(0, 0);
  wake(document);
  document.getElementById("main")?.focus();
}

/** Open details stay open, rows that were not there arrive visibly, and the focus stays where it was. What the server must
 * not say back, because it is kept like a secret, stays in its field. */
function keepState(old, fresh) {
  for (const field of fresh.querySelectorAll("input[data-keep]")) field.value ||= old.querySelector(`#${CSS.escape(field.id)}`)?.value ?? "";
  for (const open of old.querySelectorAll("details[open][id]")) fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  for (const row of fresh.querySelectorAll("[data-row]")) {
    if (!old.querySelector(`[data-row="${CSS.escape(row.dataset.row)}"]`)) row.classList.add("arrived");
  }
  const focus = document.activeElement;
  if (focus?.id && old.contains(focus)) {
    const { selectionStart, selectionEnd } = focus;
    queueMicrotask(() => {
      const again = document.getElementById(focus.id);
      again?.focus();
      if (selectionStart !== null && again?.setSelectionRange) again.setSelectionRange(selectionStart, selectionEnd);
    });
  }
}

/** Sends a form that names the part it changes; falls back to the plain way when anything is not as expected. */
async function submit(event) {
  const form = event.target.closest("form[data-swap]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const id = form.dataset.swap;
  const data = new FormData(form, event.submitter ?? undefined);
  const get = form.method === "get";
  // Not `submitter.formAction`: where a button has none of its own, that is the address of the page.
  const url = new URL(event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"), location);
  if (get) url.search = new URLSearchParams([...data].filter(([, value]) => value !== "")).toString();
  document.getElementById(id)?.setAttribute("aria-busy", "true");
  try {
    const { answer, page, swapped } = await swap(id, url, get ? {} : { method: "POST", body: new URLSearchParams(data) });
    if (swapped && get) history.replaceState(null, "", url);
    else if (!swapped && (get || answer.redirected)) location.assign(answer.url);
    else if (!swapped) show(page);
  } catch {
    document.getElementById(id)?.removeAttribute("aria-busy");
    HTMLFormElement.prototype.submit.call(form);
  }
}

async function follow(event) {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const { swapped } = await swap(link.dataset.swap, link.href).catch(() => ({ swapped: false }));
  if (swapped) history.replaceState(null, "", link.href);
  else location.assign(link.href);
}

/** The parts that are listened for, by id: one that comes again is not listened for twice. */
const live = new Map();

/** Listens to a stream that says "look again" and looks again, at most once a second. */
function listen(part) {
  const { id } = part;
  if (live.has(id)) return;
  const events = new EventSource(part.dataset.live);
  live.set(id, events);
  let due = null;
  events.addEventListener("change", () => {
    due ??= setTimeout(async () => {
      due = null;
      const here = document.getElementById(id);
      if (here?.contains(document.querySelector("dialog[open]"))) return;
      if (here) await swap(id, location.href).catch(() => undefined);
      if (document.getElementById(id)?.dataset.live) return;
      events.close();
      live.delete(id);
    }, 1000);
  });
  document.querySelectorAll("[data-reload-note]").forEach((note) => { note.hidden = true; });
}

/** A parent box shows what its children say; a click on it tells them. A closed branch is one box by itself. */
function treeChanged(box) {
  const branch = box.closest("[data-branch]");
  if (!branch) return;
  if ("closed" in box.dataset) {
    box.dataset.partial = "0";
    branch.querySelector("input[name=partial]")?.remove();
  } else {
    const leaves = [...branch.querySelectorAll("[data-leaf]")];
    if ("parent" in box.dataset) leaves.forEach((leaf) => { leaf.checked = box.checked; });
    showBranch(branch);
  }
  countSelected(branch.closest("[data-tree]"));
}

function showBranch(branch) {
  const parent = branch.querySelector("[data-parent]");
  if ("closed" in parent.dataset) {
    parent.indeterminate = !parent.checked && Number(parent.dataset.partial) > 0;
    return;
  }
  const leaves = [...branch.querySelectorAll("[data-leaf]")];
  const checked = leaves.filter((leaf) => leaf.checked);
  parent.checked = checked.length === leaves.length;
  parent.indeterminate = checked.length > 0 && !parent.checked;
  branch.querySelector("[data-branch-selected]").textContent = sum(checked).toLocaleString(lang);
}

const sum = (boxes) => boxes.reduce((all, box) => all + Number(box.dataset.count), 0);

function countSelected(tree) {
  const counter = document.querySelector("[data-selected]");
  if (!tree || !counter) return;
  const leaves = sum([...tree.querySelectorAll("[data-leaf]:checked")]);
  const closed = [...tree.querySelectorAll("[data-closed]")];
  const branches = closed.reduce((all, box) => all + Number(box.checked ? box.dataset.count : box.dataset.partial), 0);
  counter.textContent = (leaves + branches + Number(tree.dataset.elsewhere)).toLocaleString(lang);
}

/** Puts the value of a field on the clipboard and says so on the button for a moment; where it may not, selects it. */
async function copy(button) {
  const input = document.getElementById(button.dataset.copy);
  const word = button.textContent;
  try {
    await navigator.clipboard.writeText(input.value);
  } catch {
    input.type = "text";
    return input.select();
  }
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = word; }, 2000);
}

/** Up, down, home and end move through rows; enter opens one. */
function rowKeys(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target !== row) return;
  const rows = [...row.parentElement.querySelectorAll("tr[data-href]")];
  const at = rows.indexOf(row);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (event.key === "Enter") location.assign(row.dataset.href);
  else if (to === undefined || !rows[to]) return;
  else {
    row.tabIndex = -1;
    rows[to].tabIndex = 0;
    rows[to].focus();
  }
  event.preventDefault();
}

const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat(lang, { numeric: "always" });

/** The server's clock may differ from ours, and the demo's is moved on purpose. */
const skew = Date.parse(document.documentElement.dataset.now) - Date.now();

/** Keeps "4 minutes ago" true; the server said it first. */
function tick() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const seconds = Math.trunc((Date.parse(time.dateTime) - Date.now() - skew) / 1000);
    const unit = units.find(([, size]) => Math.abs(seconds) >= size);
    if (unit && Math.abs(seconds) < 7 * 86400) time.textContent = words.format(Math.trunc(seconds / unit[1]), unit[0]);
  }
}

/** The price example answers as the rule is typed. */
function priceExample(form) {
  const target = document.querySelector("[data-price-example]");
  const rule = form.querySelector("input[name=price_rule]:checked")?.value;
  const markup = Number(form.querySelector("input[name=markup]")?.value.replace(",", "."));
  if (!target || !rule || Number.isNaN(markup)) return;
  const { cost, msrp, present, currency } = target.dataset;
  const price = { keep: Number(present), markup: Number(cost) * (1 + markup / 100), msrp: Number(msrp) }[rule];
  const text = price.toLocaleString(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  target.textContent = `${text}\u00a0${currency}`;
}

/** Brings a part that has just come into the page to life. */
function wake(root) {
  if (root.dataset?.live) listen(root);
  root.querySelectorAll("[data-live]").forEach(listen);
  root.querySelectorAll("[data-eye]").forEach((eye) => { eye.hidden = false; });
  root.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  root.querySelectorAll("[data-branch]").forEach(showBranch);
  root.querySelectorAll("table[data-keys]").forEach((table) => {
    table.querySelectorAll("tr[data-href]").forEach((row, at) => { row.tabIndex = at === 0 ? 0 : -1; });
  });
  root.querySelectorAll("dialog[popover]").forEach((dialog) => {
    dialog.removeAttribute("popover");
    if (dialog.querySelector("[aria-invalid=true]")) dialog.showModal();
  });
}

document.addEventListener("submit", submit);
document.addEventListener("keydown", rowKeys);
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[popovertarget]");
  const dialog = opener && document.getElementById(opener.getAttribute("popovertarget"));
  if (dialog instanceof HTMLDialogElement) return dialog.open ? dialog.close() : dialog.showModal();
  const copier = event.target.closest("[data-copy]");
  if (copier) return copy(copier);
  if (event.target.closest("[data-print]")) return print();
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a, button, input, label") && !String(getSelection())) location.assign(row.dataset.href);
  return follow(event);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-parent], [data-leaf]")) treeChanged(event.target);
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-price]");
  if (form) priceExample(form);
});

wake(document);
setInterval(tick, 30000);
