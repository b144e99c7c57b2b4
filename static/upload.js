// Letting files in: dropped or chosen, each with its own progress. Without this
// file the form sends them all at once.

"use strict";

(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const list = document.getElementById("sending");
  const mostBytes = Number(form.dataset.mostBytes);
  form.querySelector(".drop-hint").hidden = false;

  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    const says = document.createElement("span");
    name.textContent = file.name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `ส่ง ${file.name}`);
    says.textContent = "รอส่ง";
    item.append(name, bar, says);
    list.append(item);
    return { bar, say: (text, look) => { says.textContent = text; says.className = look ? `mark ${look}` : ""; } };
  };

  const sentenceOf = (html) =>
    new DOMParser().parseFromString(html, "text/html").querySelector("#refusal p")?.textContent;

  const send = (file, shown) => new Promise((resolve) => {
    if (file.size > mostBytes) {
      shown.say(`≠ ไฟล์ใหญ่เกิน ${form.dataset.mostMegabytes} เมกะไบต์ กรุณาแบ่งไฟล์`, "wrong");
      resolve(false);
      return;
    }
    const data = new FormData(form);
    data.delete("files");
    data.append("files", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => {
      shown.bar.value = event.loaded / event.total;
      shown.say(`ส่งแล้ว ${Math.round((100 * event.loaded) / event.total)} %`);
    };
    request.onload = () => {
      const taken = request.status < 300;
      shown.bar.value = 1;
      shown.say(taken ? "✓ รับแล้ว กำลังอ่าน" : `≠ ${sentenceOf(request.responseText) ?? "ส่งไม่สำเร็จ กรุณาลองใหม่"}`, taken ? "done" : "wrong");
      resolve(taken);
    };
    request.onerror = () => {
      shown.say("≠ ติดต่อระบบไม่ได้ กรุณาลองใหม่", "wrong");
      resolve(false);
    };
    request.send(data);
  });

  const sendAll = async (files) => {
    if (!files.length) return;
    list.hidden = false;
    const lines = [...files].map((file) => [file, line(file)]);
    let refused = 0;
    for (const [file, shown] of lines) refused += (await send(file, shown)) ? 0 : 1;
    input.value = "";
    // The officer has just acted and waits for his files; a refusal stays to be read.
    if (!refused) window.location.assign(window.location.pathname);
  };

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    sendAll(input.files);
  });

  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    sendAll(event.dataTransfer.files);
  });
})();
