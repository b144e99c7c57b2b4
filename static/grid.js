// The distribution grid by keyboard. Every part of the page works without this
// file: a box is four radio buttons, the buttons above fill boxes on the server.
//
// Space ticks a box and unticks it, 1 2 3 choose a purpose, ↑ ↓ j k walk from
// box to box, Ctrl+Enter sends.

"use strict";

(() => {
  const form = document.getElementById("ticks");
  if (!form) return;
  const says = document.getElementById("grid-says");
  const send = document.getElementById("send");
  const find = document.getElementById("find");
  const others = form.querySelector(".others");
  const boxes = [...form.querySelectorAll("[data-box]:not([disabled])")];
  const all = [...form.querySelectorAll("[data-box]")];

  const radios = (box) => [...box.querySelectorAll("input[type=radio]")];
  const chosen = (box) => radios(box).find((one) => one.checked)?.value ?? "";
  const choose = (box, purpose) => {
    radios(box).forEach((one) => { one.checked = one.value === purpose; });
  };
  const focusOn = (box) => radios(box).find((one) => one.checked)?.focus();
  const isOpen = (box) => !box.hidden && box.offsetParent;

  // ---- what is ticked, and what is wrong with it ----

  const WORDS = { information: "เพื่อทราบ", action: "ดำเนินการ", owner: "เจ้าของเรื่อง" };

  const fault = (count) => {
    if (!count.all) return "ยังไม่ได้เลือกหน่วยงาน";
    if (count.owner > 1) return "มีเจ้าของเรื่องได้หน่วยงานเดียว";
    if (count.action && !count.owner && !form.dataset.owned) return "มีหน่วยงานที่ต้องดำเนินการ กรุณาเลือกเจ้าของเรื่องหนึ่งหน่วยงาน";
    if (count.owner && form.dataset.owned) return `เรื่องนี้มีเจ้าของเรื่องแล้ว คือ${form.dataset.owned}`;
    return "";
  };

  const counted = () => {
    const count = { all: 0, information: 0, action: 0, owner: 0 };
    boxes.map(chosen).filter(Boolean).forEach((purpose) => {
      count.all += 1;
      count[purpose] += 1;
    });
    return count;
  };

  const tell = () => {
    const count = counted();
    const parts = Object.keys(WORDS).filter((one) => count[one]).map((one) => `${WORDS[one]} ${count[one]}`);
    const wrong = fault(count);
    says.textContent = count.all ? `เลือก ${count.all} หน่วยงาน: ${parts.join(" · ")} ` : "";
    if (wrong && count.all) {
      const mark = document.createElement("span");
      mark.className = "wrong";
      mark.textContent = wrong;
      says.append(mark);
    }
    send.querySelector("[data-send]").textContent = count.all ? `ส่ง ${count.all} หน่วยงาน` : "ส่งหนังสือ";
    return wrong;
  };

  form.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "fill") return;
    const wrong = tell();
    if (!wrong) return;
    event.preventDefault();
    if (!counted().all) says.innerHTML = "";
    if (!counted().all) says.append(Object.assign(document.createElement("span"), { className: "wrong", textContent: wrong }));
  });

  // ---- filling many boxes at once ----

  const FILLS = {
    none: () => boxes.forEach((box) => choose(box, "")),
    all: () => boxes.filter((box) => !others?.contains(box) && !chosen(box)).forEach((box) => choose(box, "information")),
    grid: () => boxes.filter((box) => box.dataset.usual).forEach((box) => choose(box, box.dataset.usual)),
    proposed: () => boxes.filter((box) => box.dataset.proposed && !chosen(box)).forEach((box) => choose(box, box.dataset.proposed)),
  };

  form.addEventListener("click", (event) => {
    const fill = event.target.closest("button[name=fill]");
    if (!fill) return;
    event.preventDefault();
    FILLS[fill.value]();
    if (others && boxes.some((box) => others.contains(box) && chosen(box))) others.open = true;
    tell();
  });

  // ---- looking for a unit ----

  const look = () => {
    const wanted = find.value.trim().toLowerCase();
    all.forEach((box) => { box.hidden = Boolean(wanted) && !box.dataset.words.toLowerCase().includes(wanted); });
    form.querySelectorAll("[data-group]").forEach((group) => { group.hidden = !group.querySelector("[data-box]:not([hidden])"); });
    if (wanted && others) others.open = true;
  };

  find.addEventListener("input", look);
  form.querySelectorAll(".find, .keys-line").forEach((one) => { one.hidden = false; });

  // ---- keys ----

  const walk = (box, step) => {
    const open = boxes.filter(isOpen);
    const next = open[open.indexOf(box) + step];
    if (!next) return;
    focusOn(next);
    next.scrollIntoView({ block: "nearest" });
  };

  const tick = (box) => choose(box, chosen(box) ? "" : box.dataset.proposed || box.dataset.usual || "information");

  const pressInBox = (event, box) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };
    const purpose = box.querySelector(`[data-choice="${CSS.escape(event.key)}"]`);
    if (event.key === " ") tick(box);
    else if (purpose) choose(box, purpose.value);
    else if (event.key === "0") choose(box, "");
    else if (event.key in steps) walk(box, steps[event.key]);
    else return false;
    if (!(event.key in steps)) {
      focusOn(box);
      tell();
    }
    return true;
  };

  const press = (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(send);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.target.closest?.("[data-box]");
    if (event.key === "Enter" && event.target === find) {
      event.preventDefault();
      const first = boxes.find(isOpen);
      if (first) focusOn(first);
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // only the button and Ctrl+Enter send
    } else if (event.key === "Escape" && event.target === find) {
      find.value = "";
      look();
    } else if (box && event.target.matches("input[type=radio]") && pressInBox(event, box)) {
      event.preventDefault();
    }
  };

  form.addEventListener("keydown", press);
  document.addEventListener("keydown", (event) => {
    if (form.contains(event.target)) return;
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit(send);
    if ((event.key === "j" || event.key === "ArrowDown") && event.target === document.body && boxes.length) {
      event.preventDefault();
      focusOn(boxes.find(isOpen) ?? boxes[0]);
    }
  });

  tell();
})();
