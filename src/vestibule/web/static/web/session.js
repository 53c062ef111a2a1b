// Says in time that the session ends, and keeps it for who stays (SIG-7). Without scripts the foot of each page says when,
// and its link leads to a page with the same button. What is done in one window keeps the others: before it warns, and
// while it warns, a window asks how long the session has; the question itself is no use of it.

const foot = document.getElementById("page-session");
const AGAIN = 15_000; // milliseconds: while the warning stands, and where nobody answers

let dialog, warnedAt, endsAt, isFinal, waiting, counting, isDismissed = false;
let announced; // the last words that are said aloud; those at the opening the dialog says itself

async function ask() {
  const answer = await fetch(foot.dataset.left, { cache: "no-store", redirect: "error" });
  return answer.json();
}

function lookIn(time) {
  clearTimeout(waiting);
  waiting = setTimeout(look, Math.max(time, 1000));
}

async function look() {
  if (Date.now() < warnedAt) return lookIn(warnedAt - Date.now());
  let left;
  try {
    left = await ask();
  } catch {
    return lookIn(AGAIN); // no network: what is on the page stays
  }
  if (!left.signed_in) return leave();
  warnedAt = Date.now() + left.warned_in * 1000;
  endsAt = Date.now() + left.ends_in * 1000;
  isFinal = left.is_final;
  if (left.warned_in > 0) {
    isDismissed = false;
    dialog?.close();
    return lookIn(warnedAt - Date.now());
  }
  if (!isDismissed) warn();
  return lookIn(isDismissed ? endsAt - Date.now() : Math.min(AGAIN, endsAt - Date.now()));
}

function warn() {
  dialog ??= made();
  dialog.querySelector("h2").textContent = isFinal ? foot.dataset.finalTitle : foot.dataset.title;
  if (!dialog.open) announced = undefined;
  count();
  if (dialog.open) return;
  dialog.showModal();
  counting = setInterval(count, 1000);
}

function made() {
  const made = document.createElement("dialog");
  made.className = "page-send page-session";
  made.setAttribute("role", "alertdialog");
  made.setAttribute("aria-labelledby", "page-session-title");
  made.setAttribute("aria-describedby", "page-session-words");
  const heading = Object.assign(document.createElement("h2"), { id: "page-session-title", className: "page-send__title" });
  const words = Object.assign(document.createElement("p"), { id: "page-session-words" });
  const said = Object.assign(document.createElement("p"), { className: "usa-sr-only" });
  said.setAttribute("aria-live", "polite");
  const row = Object.assign(document.createElement("div"), { className: "button-row" });
  row.append(button(foot.dataset.stayWords, "usa-button", stay), button(foot.dataset.leaveWords, "usa-button usa-button--outline", signOut));
  made.append(heading, words, said, row);
  made.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape means: stay
    stay();
  });
  made.addEventListener("close", () => clearInterval(counting));
  document.body.append(made);
  return made;
}

function button(words, className, deed) {
  const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: words });
  made.addEventListener("click", deed);
  return made;
}

// In words, and aloud once a minute: whoever listens isn't counted down to second by second.
function count() {
  const [words, said] = dialog.querySelectorAll("p");
  const seconds = Math.max(Math.round((endsAt - Date.now()) / 1000), 0);
  const inMinutes = seconds > 60;
  const spoken = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  const when = inMinutes ? spoken.format(Math.ceil(seconds / 60), "minute") : spoken.format(seconds, "second");
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
  const sentence = isFinal ? foot.dataset.final.replace("[time]", clock.format(endsAt)) : foot.dataset.idle.replace("[when]", when);
  if (words.textContent !== sentence) words.textContent = sentence;
  if (announced === sentence || (announced !== undefined && !inMinutes && !isFinal && seconds !== 30)) return;
  said.textContent = announced === undefined ? "" : sentence;
  announced = sentence;
}

async function stay() {
  isDismissed = isFinal;
  dialog.close();
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const sent = { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token }), redirect: "manual" };
  await fetch(foot.dataset.stay, sent).catch(() => {}); // no network: the next question tells
  look();
}

function signOut() {
  document.querySelector("form.page-header__session").submit();
}

// The session is over: what was being typed is handed in to be kept, never where it would act.
function leave() {
  clearTimeout(waiting);
  const typed = [...document.querySelectorAll("main form")].find((form) => form.elements.csrfmiddlewaretoken && isTypedIn(form));
  if (!typed) {
    window.location.replace(`${foot.dataset.signIn}?next=${encodeURIComponent(foot.dataset.page)}`);
    return;
  }
  typed.setAttribute("action", `${foot.dataset.over}?page=${encodeURIComponent(foot.dataset.page)}`);
  typed.setAttribute("enctype", "application/x-www-form-urlencoded");
  HTMLFormElement.prototype.submit.call(typed);
}

function isTypedIn(form) {
  return document.getElementById("page-errors") !== null || [...form.elements].some(isChanged);
}

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const first = Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
    return field.selectedIndex !== first;
  }
  return ["INPUT", "TEXTAREA"].includes(field.tagName) && field.type !== "hidden" && field.value !== field.defaultValue;
}

if (foot) {
  warnedAt = Date.now() + foot.dataset.warnedIn * 1000;
  endsAt = Date.now() + foot.dataset.endsIn * 1000;
  look();
  // A machine that slept, a page that came back from the history: the clock went on meanwhile.
  for (const event of ["focus", "pageshow"]) window.addEventListener(event, look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
