"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const get = (id) => document.getElementById(id);
  const meta = read("netral-tabel");
  const K = meta.kata, T = meta.tabel;
  const list = get("daftar-pos"), pageText = get("halaman"), search = get("cari");
  const selects = [...document.querySelectorAll("select[data-saring]")];
  const perPage = get("per-halaman"), order = get("urut");
  const posts = [];
  let view = [], page = 0, block = 0, ready = false;
  // Places in a post's record, as the report writes them.
  const NUMBER = 0, ID = 1, DATE = 2, DAY = 3, ACCOUNT = 4, PLATFORM = 5, LINK = 6, STATUS = 7, SCORE = 8, SIGNALS = 9,
    RULES = 10, TRACKS = 11, OBJECTS = 12, PHASE = 13, TEXT = 14, SPEAKS = 15, CHECKS = 16, COUNTER = 17, ORIGIN = 18, CUT = 19;
  const FIELDS = { status: STATUS, sinyal: SIGNALS, aturan: RULES, jalur: TRACKS, platform: PLATFORM, objek: OBJECTS, fase: PHASE };

  const el = (name, cls, text) => {
    const node = document.createElement(name);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const number = (value) => value.toLocaleString(document.documentElement.lang);

  // A chance is never shown as certain.
  const chance = (value) => (value > 0.99 ? "> " : value < 0.01 ? "< " : "")
    + Math.min(Math.max(value, 0.01), 0.99).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  const readBlock = () => {
    const node = get("netral-pos-" + block);
    for (const post of JSON.parse(node.textContent)) posts.push(post);
    node.remove();
    block += 1;
  };
  const haystack = (post) => {
    if (post.hay === undefined)
      post.hay = (post[TEXT].join("") + "\n" + post[ACCOUNT] + "\n" + post[ID] + "\n" + post[LINK]).toLowerCase();
    return post.hay;
  };
  const has = (post, field, value) => {
    const own = post[field];
    if (field === RULES) return own.some((rule) => rule[0] === value);
    return Array.isArray(own) ? own.includes(value) : own === value;
  };

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter((s) => s.value !== "").map((s) => [FIELDS[s.dataset.saring], Number(s.value)]);
    view = posts.filter((post) => wanted.every(([f, v]) => has(post, f, v))
      && (!words.length || words.every((word) => haystack(post).includes(word))));
    const how = order.value;
    if (how === "baris") view.sort((a, b) => a[NUMBER] - b[NUMBER]);
    if (how === "baru" || how === "lama") {
      const sign = how === "baru" ? -1 : 1;
      view.sort((a, b) => (!a[DAY] - !b[DAY]) || sign * (a[DAY] < b[DAY] ? -1 : a[DAY] > b[DAY] ? 1 : 0) || a[NUMBER] - b[NUMBER]);
    }
    page = 0;
    show();
  };

  const text = (post) => {
    const body = el("div", "teks");
    body.dir = "auto";
    post[TEXT].forEach((part, at) => {
      if (at % 2 === 0) { body.append(part); return; }
      const mark = el("mark", "", part);
      const names = post[SPEAKS][(at - 1) / 2].map((k) => T[k]);
      if (names.length) mark.title = K.bukti + ": " + names.join(", ");
      body.append(mark);
    });
    if (post[CUT]) body.append(el("span", "redup", " " + K.dipotong));
    return body;
  };
  const link = (post) => {
    const line = el("p", "rinci tautan");
    if (/^https?:\/\/[^\s]+$/i.test(post[LINK])) {
      const a = el("a", "", K.buka_asli);
      a.href = post[LINK]; a.target = "_blank"; a.rel = "noopener noreferrer nofollow"; a.referrerPolicy = "no-referrer";
      line.append(a, " ", el("bdi", "redup", post[LINK]));
    } else line.append(el("bdi", "redup", post[LINK]));
    return line;
  };
  const card = (post) => {
    const box = el("article");
    const head = el("div", "kepala");
    const status = ["indikasi", "tinjau"][post[STATUS]];
    head.append(el("span", "lencana " + status, status), el("span", "", K.skor + " " + chance(post[SCORE])),
      el("span", "", K.baris + " " + number(post[NUMBER])));
    for (const value of [post[ACCOUNT], T[post[PLATFORM]], post[DATE], post[ID], post[ORIGIN]])
      if (value) head.append(el("bdi", "", value));
    box.append(head, text(post));
    const line = (label, value) => {
      const p = el("p", "rinci");
      p.append(el("strong", "", label + ": "), value);
      box.append(p);
      return p;
    };
    line(K.sinyal, post[SIGNALS].map((k) => T[k]).join(", "));
    if (post[OBJECTS].length) line(K.objek, post[OBJECTS].map((k) => T[k]).join(", "));
    line(K.fase, T[post[PHASE]] + (post[TRACKS].length ? " · " + K.jalur + ": " + post[TRACKS].map((k) => T[k]).join(", ") : ""));
    if (post[RULES].length) {
      const p = line(K.aturan, "");
      post[RULES].forEach(([rule, mark, supposed], at) => {
        const a = el("a", "", T[rule]);
        if (meta.jangkar[rule]) a.href = "#" + meta.jangkar[rule];
        p.append(at ? "; " : "", a, " ", el("span", "tanda " + T[mark], meta.tanda[T[mark]] || T[mark]));
        if (supposed.length) p.append(" (" + K.dengan_anggapan + ": " + supposed.map((k) => T[k]).join(", ") + ")");
      });
    }
    if (post[COUNTER].length) line(K.counter, post[COUNTER].map((k) => T[k]).join(", "));
    if (post[LINK]) box.append(link(post));
    if (post[CHECKS].length) {
      const more = el("details"), items = el("ul");
      more.append(el("summary", "", K.verifikasi + " (" + post[CHECKS].length + ")"));
      post[CHECKS].forEach((k) => items.append(el("li", "", T[k])));
      more.append(items);
      box.append(more);
      line(K.verifikasi, post[CHECKS].map((k) => T[k].split(":")[0]).join("; ")).classList.add("hanya-cetak");
    }
    return box;
  };

  const show = () => {
    const size = Number(perPage.value);
    const pages = Math.max(1, Math.ceil(view.length / size));
    page = Math.min(Math.max(page, 0), pages - 1);
    const cards = document.createDocumentFragment();
    view.slice(page * size, (page + 1) * size).forEach((post) => cards.append(card(post)));
    if (!view.length && ready) cards.append(el("p", "redup", K.tak_ada_cocok));
    list.replaceChildren(cards);
    const words = fill(K.halaman, { ini: number(page + 1), banyak: number(pages), jumlah: number(view.length) });
    pageText.textContent = ready ? words : words + " · " + K.memuat;
    get("sebelum").disabled = page === 0;
    get("sesudah").disabled = page >= pages - 1;
    list.dataset.siap = ready ? "ya" : "belum";
  };
  const turn = (by) => { page += by; show(); get("pos").scrollIntoView(); };

  for (const select of selects) {
    for (const [index, name, count] of meta.saring[select.dataset.saring]) {
      const option = el("option", "", name + " (" + number(count) + ")");
      option.value = index;
      select.append(option);
    }
    select.addEventListener("change", apply);
  }
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 150); });
  order.addEventListener("change", apply);
  perPage.addEventListener("change", () => { page = 0; show(); });
  get("sebelum").addEventListener("click", () => turn(-1));
  get("sesudah").addEventListener("click", () => turn(1));
  get("hapus").addEventListener("click", () => {
    search.value = "";
    selects.forEach((select) => { select.value = ""; });
    order.value = "kuat";
    apply();
  });

  const rest = () => {
    if (block < meta.blok) { readBlock(); setTimeout(rest, 0); return; }
    ready = true;
    apply();
  };
  if (meta.blok) readBlock();
  view = posts.slice();
  ready = meta.blok <= 1;
  show();
  if (!ready) setTimeout(rest, 0);
})();
