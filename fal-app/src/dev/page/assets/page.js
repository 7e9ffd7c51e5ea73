// The page works without this file. It makes tabs of sections, keeps sliders equal to their numbers, counts, copies, and takes
// files that are dropped. Listeners are on the document: parts of the page come and go.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

// Tabs: an anchor opens the section that it names, and closes those of its neighbours.
const open = (tabs, chosen) => {
  for (const tab of tabs) {
    tab.ariaSelected = String(tab === chosen);
    tab.tabIndex = tab === chosen ? 0 : -1;
    byId(tab.hash.slice(1))?.toggleAttribute("hidden", tab !== chosen);
  }
};
const language = { slug: "curl" };
const dress = (root) => {
  for (const list of all("[data-tabs]", root)) {
    if (list.role === "tablist") continue;
    const tabs = all("a", list);
    list.role = "tablist";
    for (const tab of tabs) {
      const panel = byId(tab.hash.slice(1));
      tab.role = "tab";
      tab.setAttribute("aria-controls", panel.id);
      panel.role = "tabpanel";
    }
    open(tabs, tabs.find((tab) => tab.hash.startsWith(`#${language.slug}-`)) ?? tabs[0]);
  }
  for (const error of all(".error[id]", root)) {
    const control = byId(error.id.replace(/-error$/, ""));
    if (!control?.matches("input, select, textarea")) continue;
    if (error.textContent.trim()) control.ariaInvalid = "true";
    else control.removeAttribute("aria-invalid");
  }
};

// The tabs of the endpoints are links; their panels come when they are reached.
const reach = (link, comes = false) => {
  for (const other of link.parentElement.children) {
    const panel = byId(other.dataset.panel);
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
    panel.hidden = other !== link;
    if (other === link && !comes && !panel.firstElementChild) htmx.trigger(panel, "reach");
  }
};

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest?.(selector);
  const tab = at("[role=tab]");
  if (tab) {
    event.preventDefault();
    language.slug = tab.hash.slice(1).split("-")[0];
    open(all("a", tab.parentElement), tab);
  }
  const link = at("[data-panel]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const { panel } = link.dataset;
    history.replaceState(null, "", `#${panel}`);
    reach(document.querySelector(`[data-endpoints] [data-panel=${panel}]`), link.name === "_example");
    if (!link.closest("[data-endpoints]")) byId("playground").scrollIntoView();
  }
  const clear = at("[data-clear]");
  if (clear) {
    event.preventDefault();
    const number = byId(clear.dataset.clear);
    number.value = "";
    number.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const copy = at("[data-copy]");
  if (copy) {
    const copied = byId(copy.dataset.copy);
    navigator.clipboard?.writeText(copied.value ?? copied.textContent);
    copy.textContent = "Copied";
  }
});

document.addEventListener("input", (event) => {
  const { target } = event;
  const number = target.dataset.sync && byId(target.dataset.sync);
  if (number) number.value = target.value;
  const slider = target.id && document.querySelector(`[data-sync="${target.id}"]`);
  if (slider) slider.value = target.value;
  const count = target.id && document.querySelector(`[data-count="${target.id}"]`);
  if (count) count.value = [...target.value].length;
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tab = step && event.target.closest?.("[role=tab]");
  if (tab) {
    const tabs = all("a", tab.parentElement);
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  }
  const form = event.target.closest?.("[data-form]") ?? all("[data-form]").find((one) => !one.closest("[hidden]"));
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form?.requestSubmit();
  if (event.key === "Escape") all("[data-cancel]").find((one) => !one.closest("[hidden]"))?.click();
});

// A file that is dropped on a medium is chosen.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    const file = event.target.closest?.(".media")?.querySelector("[type=file]");
    if (!file) return;
    event.preventDefault();
    if (kind === "dragover") return;
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// What was open stays open when a form is replaced. After a refused run the focus goes to the first field that is wrong.
let opened = [];
document.addEventListener("htmx:before:swap", () => {
  opened = all("details[open][id]").map((one) => one.id);
});
document.addEventListener("htmx:after:swap", (event) => {
  for (const id of opened) byId(id)?.setAttribute("open", "");
  dress(document);
  const form = event.target.closest?.("[data-form]") ?? event.detail.ctx?.sourceElement;
  if (!form?.matches?.("[data-form]")) return;
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong?.closest("details")) wrong.closest("details").open = true;
  wrong?.focus();
});
dress(document);
