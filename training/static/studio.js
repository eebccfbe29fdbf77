// The package studio: courses and items can be dragged onto a half-day. Every drag has a twin among the links and forms.

let dragged = null;

document.addEventListener("dragstart", (event) => {
  const from = event.target.closest("[data-studio] [data-item], [data-studio] [data-course]");
  if (!from) return;
  dragged = { item: from.dataset.item, course: from.dataset.course };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", from.textContent.trim());
});

document.addEventListener("dragover", (event) => {
  if (dragged && event.target.closest("[data-day][data-half]")) event.preventDefault();
});

document.addEventListener("dragend", () => (dragged = null));

document.addEventListener("drop", (event) => {
  const slot = event.target.closest("[data-day][data-half]");
  const studio = event.target.closest("[data-studio]");
  if (!dragged || !slot || !studio) return;
  event.preventDefault();
  const change = dragged.item
    ? { code: "mend.move-item", item: dragged.item }
    : { code: "mend.add-course", course: dragged.course };
  dragged = null;
  send(studio, { ...change, day: slot.dataset.day, half: slot.dataset.half });
});

// A form like those on the page, so that htmx answers it where it is loaded and the browser where it is not.
function send(studio, fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `${studio.dataset.studio}/mend${studio.dataset.kept}`;
  form.hidden = true;
  const sent = { _csrf: studio.dataset.csrf, version: studio.dataset.version, ...fields };
  for (const [name, value] of Object.entries(sent)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  studio.append(form);
  window.htmx?.process(form);
  form.requestSubmit();
}
