// What every page may ask of a script. Each of these only makes quicker or nicer what works without it.

const actions = {
  print: () => window.print(),
  opens: (id) => document.getElementById(id)?.showModal?.(),
  closes: (_, from) => from.closest("dialog")?.close(),
};

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-print], [data-opens], [data-closes]");
  if (from) {
    for (const name of Object.keys(actions)) if (name in from.dataset) actions[name](from.dataset[name], from);
    if (from.tagName === "A") event.preventDefault();
  }
  closeSwitches((open) => !open.contains(event.target));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSwitches(() => true);
});

function closeSwitches(which) {
  for (const open of document.querySelectorAll("details.switch[open]")) if (which(open)) open.open = false;
}

// A choice in a filter answers at once; what is typed waits for Enter.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
});

// A button pressed twice acts once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000); // a download leaves the page where it is
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What htmx could not bring is said, not swallowed.
document.addEventListener("htmx:sendError", () => note("noNetwork"));
document.addEventListener("htmx:responseError", () => note("fault"));

function note(what) {
  const notes = document.querySelector(".notes");
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = notes.dataset[what];
  notes.replaceChildren(toast);
  setTimeout(() => toast.remove(), 8000);
}

document.querySelector("[data-faults]")?.focus();
