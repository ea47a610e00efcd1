"use strict";
// A shared computer: warns before the session ends, and clears the page when it has, or
// when it is somebody else's. The server judges; this only tells, and puts aside what
// was typed.
(() => {
  const desk = document.querySelector("[data-desk]");
  const warning = desk.querySelector(".desk-ends");
  const said = warning.querySelector("[data-said]");
  const main = document.querySelector("main");
  const shown = warning.querySelector("[data-left]");
  const begun = Number(desk.dataset.desk);
  const warnAt = Math.min(120, begun / 4);
  const AT_FIRST = 2000;
  const AT_LAST = 60000;
  let ends = Date.now() + begun * 1000;
  let pressed = Date.now();
  let asking = false;
  let pause = AT_FIRST;
  let notBefore = 0;
  const typed = new Set();

  const left = () => Math.round((ends - Date.now()) / 1000);
  // Where the server does not answer as it should, nothing is known: it is asked again,
  // later each time.
  const failed = () => {
    notBefore = Date.now() + pause;
    pause = Math.min(2 * pause, AT_LAST);
    return false;
  };
  const fetched = async (door, more) => {
    const answer = await fetch(door, { cache: "no-store", ...more });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.headers;
  };
  // A look does not keep the session open; a press does. Another tab may have pressed.
  // Asked without a session, the server leads to signing in, which says no seconds.
  const ask = async (isPress) => {
    const more = isPress ? { method: "POST" } : { headers: { "X-Quiet": "1" } };
    const told = await fetched(desk.dataset.door, more);
    const seconds = told.get("Session-Left");
    const isHers = seconds !== null && told.get("Session-Whose") === desk.dataset.whose;
    ends = Date.now() + (isHers ? Number(seconds) : 0) * 1000;
    return true;
  };
  const putAside = async (form) => {
    const words = new URLSearchParams([...new FormData(form)].filter(([, one]) => !(one instanceof File)));
    const door = form.getAttribute("action") || window.location.href;
    const told = await fetch(door, { method: "POST", body: words, headers: { "X-Put-Aside": "1" } });
    if (told.status === 204) return told.headers.get("X-Put-Aside");
    if (told.status >= 500 || told.status === 429) throw new Error(String(told.status));
    return "none";
  };
  const becomes = { all: "kept", part: "part", none: "lost" };
  const together = (extents) => {
    if (extents.every((one) => one === "all")) return "all";
    return extents.every((one) => one === "none") ? "none" : "part";
  };
  const leave = async () => {
    const extents = [];
    for (const form of typed) if (form.isConnected) extents.push(await putAside(form));
    const here = window.location.pathname + window.location.search;
    const next = new URLSearchParams({ next: here });
    if (extents.length) next.set("typed", becomes[together(extents)]);
    window.location.replace(`${desk.dataset.signIn}?${next}`);
  };
  const show = () => {
    warning.hidden = left() > warnAt;
    said.hidden = warning.hidden;
    const minutes = Math.max(0, Math.floor(left() / 60));
    shown.textContent = `${minutes}:${String(Math.max(0, left() % 60)).padStart(2, "0")}`;
  };
  // What the page says is hidden at the end even where the server does not answer; the
  // words that were typed stay in it until they are put aside.
  const look = async (isAsked) => {
    const isOver = left() <= 0;
    main.hidden = main.hidden || isOver;
    const isDue = isAsked || isOver || (left() <= warnAt && warning.hidden);
    if (asking || !isDue || Date.now() < notBefore) { show(); return; }
    asking = true;
    const isTold = await ask(false).catch(failed);
    main.hidden = left() <= 0;
    if (isTold && !main.hidden) pause = AT_FIRST;
    if (isTold && main.hidden) await leave().then(() => clearInterval(timer), failed);
    asking = false;
    show();
  };
  const stay = () => {
    pressed = Date.now();
    ask(true).then(() => look(false), failed);
  };

  warning.querySelector("button").addEventListener("click", stay);
  // Whoever types a long text is there.
  document.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    const form = event.target.closest("form");
    if (form && form.querySelector("[name=form_owner]")) typed.add(form);
    if (Date.now() - pressed > 60000) stay();
  });
  const timer = setInterval(() => look(false), 1000);
  // Meanwhile somebody else may have signed in, in another tab.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(true); });
  window.addEventListener("focus", () => look(true));
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
})();
