"use strict";
// Posts come as pieces of text and are put in with textContent alone: nothing in them can become markup.
const el = (id) => document.getElementById(id);
const kata = document.body.dataset;
const form = el("isian");
const say = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
let states = [];
let at = 0;
let shown = -1;
let turn = 0;
// Per post the newest decision that is not known to be on the disk; one request at a time keeps them in order.
const unsaved = new Map();
let sending = false;
let noteTimer = 0;

async function get(path) {
  const reply = await fetch(path, { cache: "no-store" });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.json();
}

function fields(name) {
  return [...form.querySelectorAll(`input[name=${name}]`)];
}

function chosen(name) {
  return fields(name).filter((field) => field.checked).map((field) => field.value);
}

function choose(name, values) {
  for (const field of fields(name)) field.checked = values.includes(field.value);
}

function state(text, wrong) {
  el("keadaan").textContent = text;
  el("keadaan").classList.toggle("salah", Boolean(wrong));
}

function progress() {
  const done = states.filter(Boolean).length;
  el("kemajuan").textContent = say(kata.kemajuan, { selesai: done, semua: states.length });
  el("batang").max = Math.max(states.length, 1);
  el("batang").value = done;
  el("nomor").textContent = say(kata.nomor, { nomor: at + 1, semua: states.length });
  el("sebelum").disabled = at === 0;
  el("sesudah").disabled = at === states.length - 1;
  el("kosong").disabled = states.every(Boolean);
}

function clock(time) {
  const day = new Date(time);
  return Number.isNaN(day.getTime()) ? "" : day.toLocaleString(document.documentElement.lang);
}

function fill(post) {
  const text = el("teks");
  text.replaceChildren();
  for (const [words, signals] of post.bagian) {
    const piece = document.createElement(signals === undefined ? "span" : "mark");
    piece.textContent = words;
    if (signals) piece.title = say(kata.bukti, { sinyal: signals });
    text.append(piece);
  }
  text.scrollTop = 0;
  const facts = el("fakta");
  facts.replaceChildren();
  for (const [name, value, address] of post.fakta) {
    const term = document.createElement("dt");
    term.textContent = name;
    const detail = document.createElement("dd");
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      link.textContent = value;
      detail.append(link);
    } else {
      detail.textContent = value;
    }
    facts.append(term, detail);
  }
  choose("status", [post.status]);
  choose("sinyal", post.sinyal);
  choose("konteks", [post.konteks]);
  el("catatan").value = post.catatan;
  state(post.waktu ? say(kata.tersimpan, { waktu: clock(post.waktu) }) : kata.belum);
}

async function show(number) {
  flushNote();
  const mine = ++turn;
  at = Math.min(Math.max(number, 0), states.length - 1);
  form.inert = true;
  progress();
  try {
    const post = await get(`pos/${at}`);
    if (mine !== turn) return;
    const waiting = unsaved.get(at);
    shown = at;
    fill(waiting ? { ...post, ...waiting } : post);
    form.inert = false;
    history.replaceState(null, "", `#${at + 1}`);
    el("pos").dataset.nomor = String(at + 1);
    if (waiting) state(kata.menyimpan);
  } catch (problem) {
    if (mine === turn) state(say(kata.gagal, { sebab: kata.putus }), true);
  }
}

function decide() {
  if (shown !== at) return;
  clearTimeout(noteTimer);
  noteTimer = 0;
  unsaved.set(at, {
    status: chosen("status")[0] || "", sinyal: chosen("sinyal"), konteks: chosen("konteks")[0] || "",
    catatan: el("catatan").value,
  });
  states[at] = chosen("status")[0] || (el("catatan").value ? "ragu" : "");
  state(kata.menyimpan);
  progress();
  send();
}

async function send() {
  if (sending) return;
  sending = true;
  while (unsaved.size) {
    const [number, decision] = unsaved.entries().next().value;
    try {
      const reply = await fetch(`pos/${number}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(decision),
      });
      const answer = await reply.json().catch(() => ({}));
      if (!reply.ok) throw new Error(answer.salah || String(reply.status));
      if (unsaved.get(number) === decision) unsaved.delete(number);
      if (number === at && !unsaved.has(at)) {
        state(states.every(Boolean) ? kata.habis : say(kata.tersimpan, { waktu: clock(answer.waktu) }));
      }
    } catch (problem) {
      const cause = problem instanceof TypeError ? kata.putus : problem.message;
      state(say(kata.gagal, { sebab: cause }), true);
      await new Promise((done) => setTimeout(done, 3000));
    }
  }
  sending = false;
}

function flushNote() {
  if (noteTimer) decide();
}

function changed(field) {
  if (field.name === "sinyal" && chosen("sinyal").length) {
    choose("status", ["ya"]);
    choose("konteks", []);
  } else if (field.name === "konteks") {
    choose("status", ["tidak"]);
    choose("sinyal", []);
  } else if (field.name === "status") {
    if (field.value !== "ya") choose("sinyal", []);
    if (field.value !== "tidak") choose("konteks", []);
  }
  decide();
}

function nextOpen() {
  for (let step = 1; step <= states.length; step++) {
    const number = (at + step) % states.length;
    if (!states[number]) return show(number);
  }
  state(kata.habis);
  return undefined;
}

form.addEventListener("change", (event) => {
  if (event.target.name) changed(event.target);
});
form.addEventListener("submit", (event) => event.preventDefault());
el("catatan").addEventListener("input", () => {
  clearTimeout(noteTimer);
  noteTimer = setTimeout(decide, 600);
});
el("catatan").addEventListener("blur", flushNote);
el("sebelum").addEventListener("click", () => show(at - 1));
el("sesudah").addEventListener("click", () => show(at + 1));
el("kosong").addEventListener("click", nextOpen);
window.addEventListener("pagehide", () => {
  flushNote();
  for (const [number, decision] of unsaved) {
    fetch(`pos/${number}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(decision), keepalive: true,
    });
  }
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size || noteTimer) event.preventDefault();
});

const KEYS = {
  ArrowLeft: () => show(at - 1), ArrowRight: () => show(at + 1), Enter: () => show(at + 1), u: nextOpen,
  m: () => el("catatan").focus(), g: () => { el("panduan").open = !el("panduan").open; el("panduan").scrollIntoView(); },
};

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (target === el("catatan")) {
    if (event.key === "Escape") { flushNote(); el("pos").focus(); }
    return;
  }
  if (!el("pintasan").checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  // Enter and the arrows keep their own meaning on buttons, links and choices.
  const own = target.closest("button, a, summary, input, textarea");
  if (own && ["Enter", "ArrowLeft", "ArrowRight"].includes(event.key) && own.type !== "checkbox") return;
  const field = form.querySelector(`input[data-tombol="${CSS.escape(event.key.toLowerCase())}"]`);
  if (field && !form.inert) {
    event.preventDefault();
    field.checked = field.type === "checkbox" ? !field.checked : true;
    changed(field);
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

get("antrean").then((found) => {
  states = found;
  const wanted = Number(location.hash.slice(1)) - 1;
  const first = states.indexOf("");
  return show(wanted >= 0 && wanted < states.length ? wanted : Math.max(first, 0));
}).catch(() => state(say(kata.gagal, { sebab: kata.putus }), true));
