// Presses the button of a form that needs no second thought. Without scripts one presses it oneself.
document.querySelector("form[data-at-once]")?.requestSubmit();
