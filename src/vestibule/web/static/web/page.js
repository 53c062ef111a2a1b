// What every page does with JavaScript; without it every page works the same, only less smoothly.

import "./combo.js";
import "./preferences.js";
import "./send-link.js";
import "./session.js";

// After a refusal, readers of screens and keyboards begin at the summary of what is wrong.
document.getElementById("page-errors")?.focus();
