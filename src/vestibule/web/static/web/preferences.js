// Text Size without leaving the page: the choice is shown at once and kept by the same address as without JavaScript.

const form = document.getElementById("page-preferences");
const sizes = form ? [...form.querySelectorAll("button[name=text_size]")] : [];

function show(size) {
  document.documentElement.className = document.documentElement.className.replace(/\btext-\w+/, `text-${size}`);
  for (const button of sizes) button.setAttribute("aria-pressed", String(button.value === size));
}

for (const button of sizes) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    show(button.value);
    const choice = new FormData(form);
    choice.set("text_size", button.value);
    const sent = { method: "POST", body: new URLSearchParams(choice), redirect: "manual", keepalive: true };
    fetch(form.action, sent).catch(() => {}); // no network: the choice holds for this page
  });
}
