// Sends questions and taps without leaving the page. Without this file the same forms are submitted whole.
(() => {
  "use strict";
  const TIMEOUT_MS = 25_000;
  const CALLS = { text: "/api/ask", action: "/api/press", command: "/api/command" };
  const log = document.getElementById("log");
  const composer = document.getElementById("composer");
  const box = document.getElementById("cau-hoi");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let isBusy = false;

  function addTurn(kind, speaker) {
    const turn = document.createElement("article");
    turn.className = `turn ${kind}`;
    turn.dir = "auto";
    const name = document.createElement("span");
    name.className = "unseen";
    name.textContent = speaker;
    turn.append(name);
    log.append(turn);
    return turn;
  }

  function addNote(text) {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = text;
    log.append(note);
    return note;
  }

  function show(element) {
    element.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }

  async function call(name, value) {
    const response = await fetch(CALLS[name], {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ [name]: value }),
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    return response.json();
  }

  function present(answer, asked) {
    if (answer.html) {
      const turn = addTurn("told", composer.dataset.machine);
      turn.insertAdjacentHTML("beforeend", answer.html);
      show(asked ?? turn);
    }
    if (answer.toast) show(addNote(answer.toast));
  }

  async function take(name, value, label) {
    isBusy = true;
    const asked = name === "text" ? addTurn("asked", composer.dataset.you) : null;
    asked?.append(label);
    const waiting = addNote(composer.dataset.waiting);
    waiting.classList.add("waiting");
    show(asked ?? waiting);
    try {
      const answer = await call(name, value);
      waiting.remove();
      present(answer, asked);
      return true;
    } catch {
      waiting.remove();
      show(addNote(composer.dataset.lost));
      return false;
    } finally {
      isBusy = false;
    }
  }

  async function send() {
    const question = box.value.trim();
    if (!question || isBusy) return;
    box.value = "";
    if (!(await take("text", question, question)) && !box.value) box.value = question;
  }

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target !== composer && !button) return; // an old browser: the form is submitted whole
    event.preventDefault();
    if (event.target === composer) send();
    else if (!isBusy) take(button.name, button.value, button.textContent);
  });

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });

  document.getElementById("tra-loi")?.focus({ preventScroll: true });
})();
