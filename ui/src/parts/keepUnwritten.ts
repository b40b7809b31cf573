// A browser writes what stands in fields into its session file, to bring it back after a fall. It
// leaves out the fields of a form that forbids it; those that belong to no form are given an empty one.

const NOWHERE = "written-nowhere";
const FIELDS = "input, textarea, select";

/** Watches every field of the document. */
export function keepUnwritten(page: Document): void {
  const form = page.createElement("form");
  form.id = NOWHERE;
  form.autocomplete = "off";
  form.hidden = true;
  // A single field would send it off at Enter.
  form.addEventListener("submit", (event) => event.preventDefault());
  page.body.append(form);
  const hold = (field: Element) => {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) return;
    if (field.form) field.form.autocomplete = "off";
    else field.setAttribute("form", NOWHERE);
    field.setAttribute("autocomplete", "off");
  };
  const watcher = new MutationObserver((changes) => {
    for (const added of changes.flatMap((change) => [...change.addedNodes])) {
      if (!(added instanceof Element)) continue;
      hold(added);
      added.querySelectorAll(FIELDS).forEach(hold);
    }
  });
  watcher.observe(page.body, { subtree: true, childList: true });
}
