"use strict";
// Leave at once: the exit link replaces this page, and so does Escape three times.
(() => {
  const exit = document.querySelector("[data-exit]");
  if (exit) {
    const leave = (event) => {
      if (event) event.preventDefault();
      document.documentElement.hidden = true;
      window.location.replace(exit.href);
    };
    exit.addEventListener("click", leave);
    let presses = 0;
    let last = 0;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") { presses = 0; return; }
      presses = event.timeStamp - last < 1500 ? presses + 1 : 1;
      last = event.timeStamp;
      if (presses === 3) leave();
    });
  }
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // Where there is room the filters stand open.
  const wide = window.matchMedia("(min-width: 60rem)");
  for (const panel of document.querySelectorAll("details[data-open-wide]")) {
    if (wide.matches) panel.open = true;
  }
  // A box that is ticked shows at once what is left; the button does the same.
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  document.body.append(told);
  const live = (form) => form.addEventListener("change", async (event) => {
    const box = event.target;
    if (box.type !== "checkbox") return;
    const open = [...document.querySelectorAll("main details")].map((one) => one.open);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
    } catch { return; }
    [...document.querySelectorAll("main details")].forEach((one, at) => { one.open = open[at] ?? one.open; });
    const again = [...document.getElementsByName(box.name)].find((one) => one.value === box.value);
    if (again) again.focus();
    told.textContent = document.querySelector("h1").textContent;
    document.querySelectorAll("form[data-live]").forEach(live);
  });
  document.querySelectorAll("form[data-live]").forEach(live);
})();
