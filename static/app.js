// Keys and small comforts. Every page works without this file.
//
// A key belongs to something one can see: an element with data-key="g r" is
// clicked, or focused when it is a field. Rows are elements with data-row; j
// and k walk through the first link of each, and a key that rows share belongs
// to the row one stands on. What the page itself has comes before what stands in
// the head of all pages.

"use strict";

(() => {
  const PAUSE = 1000; // milliseconds between the two keys of "g r"
  let before = "";
  let forget = 0;

  const isTyping = (element) =>
    element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  const use = (element) => {
    if (isTyping(element)) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.click();
    }
  };

  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
    const goal = next?.querySelector("a, button, summary");
    goal?.focus();
    goal?.scrollIntoView({ block: "nearest" });
  };

  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const pair = before ? `${before} ${event.key}` : event.key;
    before = "";
    clearTimeout(forget);
    const row = document.activeElement?.closest("[data-row]");
    const named = (key) => {
      const sign = `[data-key="${CSS.escape(key)}"]`;
      const free = `${sign}:not([data-row] *)`;
      return row?.querySelector(sign) ?? document.querySelector(`main ${free}`) ?? document.querySelector(free);
    };
    const twin = named(pair) ?? named(event.key);
    if (event.key === "j" || event.key === "k") {
      walk(event.key === "j" ? 1 : -1);
    } else if (twin) {
      use(twin);
    } else if (event.key === "g") {
      before = "g";
      forget = setTimeout(() => (before = ""), PAUSE);
      return;
    } else {
      return;
    }
    event.preventDefault();
  };

  // The link to the page of keys opens the same list in place.
  const openKeys = (event) => {
    if (!event.target.closest("[data-opens-keys]")) return;
    const list = document.getElementById("keys");
    if (!list?.showModal) return;
    event.preventDefault();
    list.showModal();
  };

  // A second press while the first is on its way must not send a form twice.
  const sendOnce = (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post]") || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  };

  const allowAgain = () =>
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);

  document.addEventListener("keydown", press);
  document.addEventListener("click", openKeys);
  document.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", allowAgain);

  // What was chosen; without scripts it only says that something was.
  document.addEventListener("change", (event) => {
    const said = event.target.matches("input[type=file]") && event.target.parentElement.querySelector(".some");
    const { files } = event.target;
    if (said && files.length) said.textContent = files.length > 1 ? `✓ เลือก ${files.length} ไฟล์` : `✓ ${files[0].name}`;
  });

  // Printing needs a script; without one the browser's own menu does it.
  document.querySelectorAll("[data-prints]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => event.target.closest("[data-prints]") && window.print());

  // Choosing in a filter is enough; the button stays for those without scripts.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-sends]")) event.target.form?.requestSubmit();
  });
})();
