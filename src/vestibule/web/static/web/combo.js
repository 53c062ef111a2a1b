// The design system turns a select into a field in which one types. What it forgets: the words that describe the field, a
// name of its own for the list, and that who typed enough to leave one answer has chosen it.

const answersTo = (select, typed) =>
  [...select.options].filter((option) => option.value && option.text.toLowerCase().includes(typed));

const takeTheOnlyAnswer = (select, input) => {
  const typed = input.value.trim().toLowerCase();
  const answers = typed ? answersTo(select, typed) : [];
  if (answers.length !== 1 || answers[0].value === select.value) return;
  select.value = answers[0].value;
  input.value = answers[0].text;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

const complete = (box) => {
  const [select, input] = [box.querySelector("select"), box.querySelector("input")];
  if (!select || !input) return;
  const described = select.getAttribute("aria-describedby");
  if (described) input.setAttribute("aria-describedby", described);

  const { listName, clearName, toggleName } = box.dataset;
  const list = box.querySelector("[role=listbox]");
  list.removeAttribute("aria-labelledby");
  list.setAttribute("aria-label", listName);
  box.querySelector(".usa-combo-box__clear-input").setAttribute("aria-label", clearName);
  box.querySelector(".usa-combo-box__toggle-list").setAttribute("aria-label", toggleName);

  // Both before the design system, which listens on the body and empties the field.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") takeTheOnlyAnswer(select, input);
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) takeTheOnlyAnswer(select, input);
  });
};

window.addEventListener("load", () => document.querySelectorAll(".usa-combo-box").forEach(complete));
