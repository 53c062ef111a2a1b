// Shows the fields of the way that is chosen; without scripts the form's own button does it.
for (const form of document.querySelectorAll("form[data-ways]")) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "way") form.requestSubmit();
  });
}
