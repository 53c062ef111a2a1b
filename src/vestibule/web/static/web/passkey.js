// Makes or shows a passkey (WebAuthn): asks us what to ask for, the browser for the answer, and sends it with the form.
// Where there is nothing to ask, the form is sent as it is, and the page that follows says why.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

const asked = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  ...(options.user ? { user: { ...options.user, id: bytes(options.user.id) } } : {}),
  ...(options.user ? { excludeCredentials: named(options.excludeCredentials) } : {}),
  ...(options.user ? {} : { allowCredentials: named(options.allowCredentials) }),
});

const answered = ({ id, rawId, type, response }) => {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(given), clientExtensionResults: {} });
};

const fill = async (form, address) => {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(address, { method: "POST", headers, redirect: "manual" });
  if (!answer.ok) return;
  const publicKey = asked(await answer.json());
  const ask = publicKey.user ? "create" : "get";
  form.elements.passkey.value = answered(await navigator.credentials[ask]({ publicKey }));
};

for (const button of document.querySelectorAll("button[data-passkey]")) {
  const { form } = button;
  const failed = form.querySelector("[data-passkey-failed]");
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.disabled = true;
    failed.hidden = true;
    try {
      if (window.PublicKeyCredential) await fill(form, button.dataset.passkey);
      button.disabled = false;
      form.requestSubmit(button);
    } catch {
      button.disabled = false;
      failed.hidden = false;
      failed.focus();
    }
  });
}
