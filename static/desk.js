// The clerk's desk by keyboard. Every part of the page works without this file:
// cut-outs are links to their box, the form registers all letters at once.
//
// Enter accepts a field and goes to the next that needs an eye, Shift+Enter goes
// back, 1…9 choose a reading, Ctrl+Enter registers, z takes back.

"use strict";

(() => {
  const form = document.getElementById("review");
  if (!form) return;
  const paper = document.getElementById("paper");
  const pane = document.getElementById("pane");
  const says = document.getElementById("desk-says");
  const undoButton = form.querySelector("[data-undo]");
  const registerButton = document.getElementById("register");
  const letters = [...form.querySelectorAll("[data-letter]")];
  const steps = [...document.querySelectorAll("[data-step]")];
  const entries = [...form.querySelectorAll("[data-entry]")];
  const NONE_OF_THEM = "-";
  const undone = [];
  let warned = false;

  const say = (text) => { says.textContent = text; };
  const controlOf = (entry) => entry.querySelector("input:not([type=radio], [type=hidden]), textarea, select");
  const radiosOf = (entry) => [...entry.querySelectorAll("input[type=radio]")];
  const stateOf = (entry) => entry.dataset.state;
  const needsEye = (entry) => ["check", "conflict", "missing"].includes(stateOf(entry));
  const entryOf = (element) => element?.closest?.("[data-entry]");
  const waiting = () => entries.filter(needsEye);

  // ---- what is shown ----

  const MARKS = {
    confirmed: ["done", "✓ ตรวจแล้ว"],
    certain: ["certain", "✓ มั่นใจ"],
    absent: ["certain", "– ไม่มี"],
    check: ["check", "! โปรดตรวจ"],
    missing: ["check", "! ไม่พบ โปรดตรวจ"],
    conflict: ["conflict", "≠ ขัดแย้ง"],
  };

  const setState = (entry, state) => {
    entry.dataset.state = state;
    const mark = entry.querySelector(".mark[data-mark]");
    if (!mark) return;
    const [look, words] = MARKS[state];
    mark.className = `mark ${look}`;
    mark.textContent = words;
    const letter = entry.closest("[data-letter]");
    const step = steps.find((one) => one.dataset.step === letter?.dataset.letter);
    const left = entries.filter((one) => letter?.contains(one) && needsEye(one)).length;
    const count = step?.querySelector(".mark");
    if (count) {
      count.className = left ? "mark check" : "mark certain";
      count.textContent = left ? `! ${left}` : "✓";
    }
  };

  const showBox = (name) => {
    document.querySelectorAll(".boxes .shown").forEach((box) => box.classList.remove("shown"));
    const box = name && document.getElementById(name);
    if (!box) return;
    box.classList.add("shown");
    const figure = box.closest("figure");
    document.querySelectorAll(".thumbs a").forEach((thumb) => {
      if (thumb.hash === `#${figure.id}`) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    });
    if (!pane.clientHeight) return;
    const at = box.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    pane.scrollTop += at.top - frame.top - Math.max(16, (frame.height - at.height) / 3);
    pane.scrollLeft += at.left - frame.left - 24;
  };

  const showLetter = (number) => {
    if (letters.length < 2) return;
    letters.forEach((letter) => { letter.hidden = letter.dataset.letter !== number; });
    steps.forEach((step) => {
      if (step.dataset.step === number) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
  };

  const focusOn = (entry) => {
    if (!entry) return;
    const letter = entry.closest("[data-letter]");
    if (letter) showLetter(letter.dataset.letter);
    const fold = entry.closest("details");
    if (fold) fold.open = true;
    const radios = radiosOf(entry);
    const goal = needsEye(entry) && radios.length ? radios.find((one) => one.checked) ?? radios[0] : controlOf(entry);
    goal.focus();
    entry.scrollIntoView({ block: "nearest" });
    showBox(entry.querySelector("[data-box]")?.dataset.box); // one that has the focus already gets no event
  };

  // ---- accepting ----

  const keep = (entry) => {
    const control = controlOf(entry);
    if (!control.dataset.field) return;
    const url = entry.closest("[data-letter]")?.dataset.keep;
    if (!url || control.dataset.field.includes(".")) return; // rows of lists are sent with the form
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("field", control.dataset.field);
    body.append("value", control.value);
    fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } })
      .then(async (answer) => {
        if (answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const why = (page.querySelector("#refusal li") ?? page.querySelector("#refusal p"))?.textContent ?? "";
        say(`${entry.querySelector("label").textContent}: ${why}`);
        setState(entry, "check");
      })
      .catch(() => say("ติดต่อระบบไม่ได้ ค่านี้ยังไม่ได้เก็บไว้ จะส่งไปพร้อมการลงทะเบียน"));
  };

  const remember = (entry, value) => {
    const radio = radiosOf(entry).find((one) => one.checked);
    undone.push({ entry, value, state: stateOf(entry), radio });
    undoButton.hidden = false;
  };

  const accept = (entry) => {
    const control = controlOf(entry);
    if (stateOf(entry) === "conflict" && !control.value.trim() && !radiosOf(entry).some((one) => one.checked)) {
      say(`ค่าขัดแย้งกัน กด 1–${radiosOf(entry).length} เพื่อเลือก หรือพิมพ์ค่าที่ถูก`);
      focusOn(entry);
      return false;
    }
    if (control.getAttribute("aria-required") && !control.value.trim()) {
      say("หนังสือไม่มีชื่อเรื่อง กรุณาสรุปเรื่องสั้น ๆ");
      focusOn(entry);
      return false;
    }
    if (control.matches("[data-date]") && control.value.trim() && !/[0-9๐-๙]{2}\s*$/.test(control.value)) {
      say("วันที่ยังไม่มีปี พ.ศ. กรุณาเติมให้ครบ");
      focusOn(entry);
      return false;
    }
    if (needsEye(entry)) {
      remember(entry, entry.dataset.before ?? control.value);
      setState(entry, "confirmed");
      keep(entry);
    }
    return true;
  };

  const onward = (entry) => {
    if (!accept(entry)) return;
    const left = waiting();
    const after = left.find((one) => entry.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    const next = after ?? left[0];
    if (next) {
      focusOn(next);
      say(`เหลืออีก ${left.length} ช่องที่ต้องตรวจ`);
    } else {
      registerButton?.focus();
      say("ตรวจครบทุกช่องแล้ว");
    }
  };

  const back = (entry) => {
    const place = entries.indexOf(entry);
    focusOn(entries[place - 1] ?? entry);
  };

  const choose = (radio) => {
    const entry = entryOf(radio);
    const control = controlOf(entry);
    entry.dataset.before = control.value;
    radio.checked = true;
    control.value = radio.value === NONE_OF_THEM ? "" : radio.value;
  };

  const undo = () => {
    const last = undone.pop();
    undoButton.hidden = !undone.length;
    if (!last) return;
    controlOf(last.entry).value = last.state === "conflict" ? "" : last.value;
    const before = controlOf(last.entry).value;
    radiosOf(last.entry).forEach((radio) => { radio.checked = before !== "" && radio.value === before; });
    setState(last.entry, last.state);
    focusOn(last.entry);
    say("เลิกทำแล้ว");
  };

  const register = () => {
    if (!registerButton) return;
    const left = waiting();
    if (left.length && !warned) {
      warned = true;
      focusOn(left[0]);
      say(`ยังมี ${left.length} ช่องที่ต้องตรวจ กด ⏎ รับทีละช่อง หรือลงทะเบียนอีกครั้งเพื่อใช้ค่าตามที่เห็น`);
      return;
    }
    form.requestSubmit(registerButton);
  };

  // ---- events ----

  form.addEventListener("keydown", (event) => {
    const entry = entryOf(event.target);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      register();
    } else if (event.key === "Enter" && entry && !event.isComposing) {
      if (event.target.matches("a, button, summary")) return;
      event.preventDefault();
      if (event.shiftKey) back(entry);
      else onward(entry);
    } else if (event.key === "Enter" && event.target.matches(".receiving input")) {
      event.preventDefault();
    } else if (/^[1-9]$/.test(event.key) && entry && event.target.type === "radio") {
      const radio = radiosOf(entry)[Number(event.key) - 1];
      if (!radio) return;
      event.preventDefault();
      choose(radio);
      onward(entry);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !form.contains(event.target)) {
      event.preventDefault();
      register();
    } else if ((event.key === "PageDown" || event.key === "PageUp") && form.contains(event.target)) {
      event.preventDefault();
      pane.scrollTop += (event.key === "PageDown" ? 0.8 : -0.8) * pane.clientHeight;
    } else if (event.key === "Escape" && paper.classList.contains("open")) {
      paper.classList.remove("open");
    }
  });

  // The button, by mouse or by Enter, asks the same question as Ctrl+Enter.
  form.addEventListener("submit", (event) => {
    if (!waiting().length || warned) return;
    event.preventDefault();
    register();
  });

  form.addEventListener("change", (event) => {
    const entry = entryOf(event.target);
    if (!entry) return;
    if (event.target.type === "radio") {
      choose(event.target);
    } else if (event.target === controlOf(entry)) {
      radiosOf(entry).forEach((radio) => { radio.checked = radio.value === event.target.value; });
      if (!entry.querySelector(".mark[data-mark]")) return;
      if (stateOf(entry) !== "confirmed") remember(entry, event.target.defaultValue ?? "");
      setState(entry, "confirmed");
      keep(entry);
    }
  });

  form.addEventListener("focusin", (event) => {
    const entry = entryOf(event.target);
    if (!entry) return;
    const own = event.target.closest(".reading")?.querySelector("[data-box]");
    showBox((own ?? entry.querySelector("[data-box]"))?.dataset.box);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    if (link.dataset.box) {
      event.preventDefault();
      paper.classList.add("open");
      showBox(link.dataset.box);
    } else if (link.matches("[data-step]")) {
      event.preventDefault();
      showLetter(link.dataset.step);
      const fields = entries.filter((entry) => entry.closest("[data-letter]")?.dataset.letter === link.dataset.step);
      focusOn(fields.find(needsEye) ?? fields[0]);
    } else if (link.matches(".open-strip, .close-strip")) {
      event.preventDefault();
      paper.classList.toggle("open", link.matches(".open-strip"));
    } else if (link.matches(".thumbs a, .deadline a, .notice a")) {
      event.preventDefault();
      paper.classList.add("open");
      document.getElementById(link.hash.slice(1))?.scrollIntoView({ block: "start" });
    }
  });

  undoButton.addEventListener("click", undo);

  // ---- zoom ----

  let zoom = 1;
  const tools = document.querySelector(".zoom");
  if (tools) tools.hidden = false;
  document.querySelectorAll("[data-zoom]").forEach((button) =>
    button.addEventListener("click", () => {
      pane.classList.remove(`zoom-${zoom}`);
      zoom = { in: Math.min(4, zoom + 1), out: Math.max(1, zoom - 1), fit: 1 }[button.dataset.zoom];
      pane.classList.add(`zoom-${zoom}`);
      showBox(document.querySelector(".boxes .shown")?.id);
    }),
  );

  // Of several readings the likeliest is ticked; a script's page shows it in its box, too.
  entries.forEach((entry) => {
    const ticked = radiosOf(entry).find((radio) => radio.checked);
    if (ticked && ticked.value !== NONE_OF_THEM && !controlOf(entry).value) controlOf(entry).value = ticked.value;
  });

  // A number the page asked about is shown where the clerk begins.
  const first = entryOf(document.querySelector("[autofocus]")) ?? waiting()[0] ?? entries[1];
  if (letters.length) showLetter((first?.closest("[data-letter]") ?? letters[0]).dataset.letter);
  focusOn(first);
  window.addEventListener("load", () => first?.scrollIntoView({ block: "nearest" })); // fonts have come
})();
