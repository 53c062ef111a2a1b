// The design system turns a select into a field in which one types, and forgets what describes it: hint and faults.

window.addEventListener("load", () => {
  for (const box of document.querySelectorAll(".usa-combo-box")) {
    const described = box.querySelector("select")?.getAttribute("aria-describedby");
    if (described) box.querySelector("input")?.setAttribute("aria-describedby", described);
  }
});
