// What forms with a guide beside them have in common, on the portal and on the connect page: the eye of a secret, blanks cut
// off what was pasted, the step of the guide that belongs to the field. Forms work without it.

function toggleEye(button) {
  const input = document.getElementById(button.dataset.eye);
  const show = input.type === "password";
  input.type = show ? "text" : "password";
  button.setAttribute("aria-pressed", String(show));
}

/** Lights the step of the guide that belongs to the focused field and brings it into view, within the guide only. */
function lightStep(event) {
  const step = event.target.closest("[data-step]")?.dataset.step;
  if (!step) return;
  document.querySelectorAll(".guide .lit").forEach((lit) => lit.classList.remove("lit"));
  const item = document.getElementById(step);
  item?.classList.add("lit");
  const guide = item?.closest(".guide");
  if (guide && guide.scrollHeight > guide.clientHeight) guide.scrollTo({ top: item.offsetTop - 64 });
}

/** Blanks at the ends of what is pasted are cut, and the page says so. */
function trimPaste(input) {
  const trimmed = input.value.trim();
  if (trimmed === input.value) return;
  input.value = trimmed;
  const note = document.getElementById("trim-note");
  if (note) note.hidden = false;
}

/** What only works with script is shown where there is script, also in parts that come later. */
function show() {
  document.querySelectorAll("[data-eye][hidden], [data-needs-script][hidden]").forEach((part) => { part.hidden = false; });
}

document.addEventListener("focusin", lightStep);
document.addEventListener("click", (event) => {
  const eye = event.target.closest("[data-eye]");
  if (eye) toggleEye(eye);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-trim]")) trimPaste(event.target);
});
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
