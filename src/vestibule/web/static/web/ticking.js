// Rules that tick themselves while one types. The server's own rules are asked, and they decide again at Submit.

const PAUSE = 250; // milliseconds without a key, before the server is asked

for (const form of document.querySelectorAll("form[data-tick-address]")) {
  let waiting = 0;
  let asking = null;

  form.addEventListener("input", (event) => {
    if (!["user_id", "password"].includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  if (form.elements.namedItem("user_id")?.value) ask();

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const typed = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "user_id", "password"]) {
      const input = form.elements.namedItem(name);
      if (input) typed.set(name, input.value);
    }
    try {
      const answer = await fetch(form.dataset.tickAddress, { method: "POST", body: typed, signal: asking.signal });
      if (answer.ok) show(await answer.json());
    } catch {
      // Typed on before the answer came, or no network: the list stands as it is, and Submit judges anyway.
    }
  }

  function show({ met, words }) {
    for (const [name, lines] of Object.entries(met)) {
      const typed = Boolean(form.elements.namedItem(name)?.value);
      for (const line of form.querySelectorAll(`[data-checks-for="${name}"] [data-check]`)) {
        if (typed) line.dataset.met = String(lines[line.dataset.check]);
        else delete line.dataset.met;
      }
      const status = form.querySelector(`[data-ticked-for="${name}"]`);
      if (status) status.textContent = typed ? words[name] : "";
    }
  }
}
