"use strict";
// Ticks and figures of a day out of doors wait here, in their order, until they have arrived; and one sees that they do.
// Each says how things stand afterwards, not what is to be changed: sent twice, it does no harm.
const unsent = (() => {
  const bar = document.getElementById("unsent");
  const words = bar?.querySelector("[data-unsent-words]");
  const refused = bar?.querySelector("ul");
  const heard = [];
  let wait = 5000;
  let timer = 0;

  const items = () => phone.read("unsent")?.items ?? [];
  const save = (list) => phone.write("unsent", list.length ? { person: phone.person, items: list } : null);

  function add(item) {
    const list = items();
    const same = list.find((other) => other.url === item.url && !other.refusal);
    // what the server was known to hold is what it held before the first of them
    if (same) Object.assign(same, item, { fields: { ...item.fields, was: same.fields.was ?? item.fields.was } });
    else list.push(item);
    save(list);
    show();
    return send();
  }

  function remove(item) {
    save(items().filter((other) => other.url !== item.url || other.at !== item.at));
  }

  function change(url, to) {
    save(items().map((other) => (other.url === url && !other.refusal ? to(other) : other)));
  }

  async function post(item, token) {
    const body = new URLSearchParams({ ...item.fields, csrf_token: token });
    const answer = await fetch(item.url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    const said = await answer.json().catch(() => ({}));
    return { status: answer.type === "opaqueredirect" ? 401 : answer.status, said };
  }

  async function newToken() {
    const page = new DOMParser().parseFromString(await (await fetch("/me")).text(), "text/html");
    return page.querySelector('input[name="csrf_token"]')?.value ?? "";
  }

  async function sendOne(item) {
    let answer = await post(item, phone.token());
    if (answer.status === 403 && answer.said.error === "CSRF") answer = await post(item, await newToken());
    if (answer.status === 401) return bar.dataset.signIn;
    if (answer.status === 429 || answer.status >= 500) return bar.dataset.later;
    if (answer.status < 300) {
      const isChanged = items().some((other) => other.url === item.url && other.at !== item.at && !other.refusal);
      // changed again while it was on its way: that is still to be sent, on top of what has arrived
      if (isChanged) change(item.url, (other) => ({ ...other, fields: { ...other.fields, was: answer.said.now ?? "" } }));
      else remove(item);
      for (const hear of heard) hear(item, answer.said, "");
    } else {
      const refusal = answer.said.message ?? bar.dataset.refused;
      change(item.url, (other) => ({ ...other, refusal }));
      for (const hear of heard) hear(item, answer.said, refusal);
    }
    return "";
  }

  async function sendAll() {
    let problem = "";
    for (let item; !problem && (item = items().find((other) => !other.refusal)); ) {
      try {
        problem = await sendOne(item);
      } catch {
        problem = bar.dataset.later;
      }
    }
    clearTimeout(timer);
    if (problem) {
      timer = setTimeout(send, wait);
      wait = Math.min(wait * 2, 60000);
    } else wait = 5000;
    show(problem);
  }

  // one tab at a time
  function send() {
    if (!navigator.onLine || !items().length) return show();
    if (!navigator.locks) return sendAll();
    return navigator.locks.request("outreach-unsent", sendAll);
  }

  function show(problem = "") {
    if (!bar) return;
    const list = items();
    const waiting = list.filter((item) => !item.refusal).length;
    bar.hidden = !list.length;
    words.textContent = waiting ? [bar.dataset.waiting.replace("{num}", waiting), problem].filter(Boolean).join(" · ") : "";
    bar.querySelector("[data-unsent-send]").hidden = !waiting;
    refused.replaceChildren(...list.filter((item) => item.refusal).map(refusedLine));
  }

  function refusedLine(item) {
    const line = document.createElement("li");
    const said = document.createElement("span");
    said.textContent = `${item.label}: ${item.refusal}`;
    line.append(said, button(bar.dataset.anyway, () => {
      const { was, ...fields } = item.fields;
      remove(item);
      save([...items().filter((other) => other.url !== item.url), { ...item, fields, refusal: "" }]);
      send();
    }), button(bar.dataset.drop, () => {
      remove(item);
      show();
    }));
    return line;
  }

  function button(text, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    made.addEventListener("click", press);
    return made;
  }

  bar?.querySelector("[data-unsent-send]").addEventListener("click", () => send());
  addEventListener("online", () => send());
  if (bar && items().length) send();
  return { add, items, hear: (listener) => heard.push(listener) };
})();
