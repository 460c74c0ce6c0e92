// The end of a popup in which an account was linked: tells the window that opened it, and closes after a success. Nothing that
// it says is secret, so the other window may be of any origin.

const { type, code, message } = document.getElementById("outcome").dataset;
const told = code ? { type, payload: { errorType: code, message } } : { type };

// The address has a code and a state in it, which nobody needs any more.
history.replaceState(null, "", location.pathname);

addEventListener("message", (event) => {
  if (event.data?.type === "nango_oauth_callback_ack") close();
});
opener?.postMessage(told, "*");
if ("BroadcastChannel" in window) {
  // For an opener that a vendor's page has cut off.
  const channel = new BroadcastChannel("nango-oauth-callback");
  channel.postMessage(told);
  channel.close();
}
if (!code) setTimeout(() => close(), 500);
