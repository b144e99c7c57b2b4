// Passkeys: asks this office for a challenge and the device for an answer, which goes
// into the form. Without this file, or in a browser that has no passkeys, their
// buttons stay hidden and the password does all.

"use strict";

(() => {
  const knows = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  if (!knows) return;

  const say = (texts) => {
    const box = document.createElement("div");
    box.className = "refusal";
    box.append(...texts.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
    document.getElementById("messages").replaceChildren(box);
  };

  const sentencesOf = (html) => {
    const lines = new DOMParser().parseFromString(html, "text/html").querySelectorAll("#refusal > p, #refusal li");
    return [...lines].map((line) => line.textContent);
  };

  const asked = async (form) => {
    const answer = await fetch(form.dataset.challenge, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok && !answer.redirected) return answer.json();
    const said = sentencesOf(await answer.text());
    say(said.length ? said : ["หน้านี้เปิดค้างไว้นานเกินไป กรุณาเปิดหน้าใหม่แล้วลองอีกครั้ง"]);
    return null;
  };

  const answered = async (form, options) => {
    const of = window.PublicKeyCredential;
    const made = form.dataset.makes
      ? await navigator.credentials.create({ publicKey: of.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: of.parseRequestOptionsFromJSON(options) });
    form.elements.answer.value = JSON.stringify(made);
  };

  for (const excuse of document.querySelectorAll("[data-without-passkeys]")) excuse.hidden = true;
  for (const form of document.querySelectorAll("form[data-challenge]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      try {
        const options = await asked(form);
        if (options) {
          await answered(form, options);
          if (form.elements.current) form.elements.current.disabled = true;
          form.submit();
          return;
        }
      } catch (error) {
        // The device says no more than that nothing came of it: taken away, refused or too slow.
        if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
        say([form.dataset.failed]);
      }
      button.disabled = false;
    });
  }
})();
