"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);

  // Beads: the halves of a row belong together.
  const partners = (half) =>
    all(".half[data-bead]", half.parentElement).filter((h) => h.dataset.bead === half.dataset.bead);
  const halfOf = (event) =>
    event.target instanceof Element ? event.target.closest(".half[data-bead]") : null;
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const half = halfOf(event);
      if (half) partners(half).forEach((h) => h.classList.toggle("hover", on));
    });
  }
  const clearBeads = () => all(".half.selected").forEach((half) => {
    half.classList.remove("selected");
    half.setAttribute("aria-pressed", "false");
  });
  const selectBead = (half) => {
    const was = half.classList.contains("selected");
    clearBeads();
    if (was) return;
    partners(half).forEach((h) => {
      h.classList.add("selected");
      h.setAttribute("aria-pressed", "true");
    });
  };

  // Findings: mark their quotes in the text.
  const clearMarks = () => all("mark").forEach((mark) => {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  });
  const wrap = (element, from, to) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const pieces = [];
    let at = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const start = Math.max(from - at, 0);
      const end = Math.min(to - at, node.data.length);
      if (start < end) pieces.push([node, start, end]);
      at += node.data.length;
    }
    return pieces.map(([node, start, end]) => {
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, end);
      const mark = document.createElement("mark");
      range.surroundContents(mark);
      return mark;
    });
  };
  const markQuotes = (finding) => {
    const article = finding.closest("article");
    const marks = [];
    all("blockquote", finding).forEach((quote) => {
      const text = one(".q", quote).textContent;
      all(`.row > .half.${quote.dataset.side} .piece`, article).forEach((piece) => {
        const here = piece.textContent;
        const found = here.indexOf(text);
        if (found >= 0) marks.push(...wrap(piece, found, found + text.length));
        else if (here.length > 3 && text.includes(here)) marks.push(...wrap(piece, 0, here.length));
      });
    });
    return marks;
  };
  const clearFindings = () => {
    all(".finding.selected").forEach((finding) => finding.classList.remove("selected"));
    clearMarks();
  };
  const selectFinding = (finding) => {
    const was = finding.classList.contains("selected");
    clearFindings();
    clearBeads();
    if (was) return;
    finding.classList.add("selected");
    markQuotes(finding);
  };
  const show = (finding) => {
    const mark = one("mark", finding.closest("article"));
    if (mark) mark.scrollIntoView({ block: "center" });
  };
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.matches(".finding .show")) show(event.target.closest(".finding"));
    if (event.target.closest("a, summary, button, input, select, label")) return;
    // A reader who selects text does not click.
    if (String(window.getSelection())) return;
    const half = halfOf(event);
    const finding = event.target.closest(".finding");
    if (half) {
      clearFindings();
      selectBead(half);
    } else if (finding) {
      selectFinding(finding);
    }
  });

  // Filters.
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const filter = () => {
    const data = new FormData(form);
    const severities = new Set(data.getAll("severity"));
    const bySeverity = one("input[name=severity]", form) !== null;
    const rule = data.get("rule") || "";
    const text = String(data.get("text") || "").trim().toLowerCase();
    const lacks = (element) => Boolean(text) && !element.textContent.toLowerCase().includes(text);
    const visible = (elements) => elements.filter((element) => !element.hidden).length;
    const findings = all(".finding");
    findings.forEach((finding) => {
      finding.hidden = (bySeverity && !severities.has(finding.dataset.severity))
        || (rule !== "" && finding.dataset.rule !== rule)
        || lacks(finding);
    });
    const terms = all("#terms > tbody > tr");
    terms.forEach((row) => { row.hidden = lacks(row); });
    const articles = all("table#articles > tbody > tr");
    articles.forEach((row) => {
      row.hidden = lacks(row) || (data.has("loud") && row.dataset.loud !== "yes");
    });
    if (findings.length) shown.textContent = `${visible(findings)} of ${findings.length} findings`;
    else if (articles.length) shown.textContent = `${visible(articles)} of ${articles.length} articles`;
    else if (terms.length) shown.textContent = `${visible(terms)} of ${terms.length} terms`;
  };
  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }

  // Sorting of the front page.
  all("table.sortable").forEach((table) => all("th[data-sort]", table).forEach((head) => {
    head.tabIndex = 0;
    const sort = () => {
      const at = all("th", table).indexOf(head);
      const down = head.getAttribute("aria-sort") !== "descending";
      all("th", table).forEach((th) => th.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => parseFloat(row.children[at].textContent) || 0;
      const body = table.tBodies[0];
      body.append(...Array.from(body.rows).sort((a, b) => (value(a) - value(b)) * (down ? -1 : 1)));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
  }));

  // Light and dark.
  const theme = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : window.matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  document.getElementById("theme").addEventListener("click", theme);

  // Keys.
  const step = (by) => {
    const list = all(".finding").filter((finding) => !finding.hidden);
    if (!list.length) return;
    const now = list.findIndex((finding) => finding.classList.contains("selected"));
    const first = by > 0 ? 0 : list.length - 1;
    const at = now < 0 ? first : Math.min(Math.max(now + by, 0), list.length - 1);
    if (at !== now) selectFinding(list[at]);
    list[at].scrollIntoView({ block: "center" });
    list[at].focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const typing = target.matches("input[type=search], select, textarea");
    if (event.key === "Escape") {
      clearFindings();
      clearBeads();
      if (typing) target.blur();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const half = halfOf(event);
    const finding = target.classList.contains("finding") ? target : null;
    if ((event.key === "Enter" || event.key === " ") && (half || finding)) {
      event.preventDefault();
      if (half) {
        clearFindings();
        selectBead(half);
      } else {
        selectFinding(finding);
      }
    } else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "t") theme();
    else if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  // Paper shows everything.
  window.addEventListener("beforeprint", () => all("details").forEach((part) => { part.open = true; }));
})();
