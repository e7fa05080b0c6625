/* Page language, a live region, and Streamlit's own words in the reader's language. Runs once per language. */
(() => {
  const settings = SETTINGS;
  document.documentElement.lang = settings.language;
  const attributes = ["aria-label", "title", "placeholder"];
  const set = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };
  const translated = (text) => {
    const whole = text.trim();
    if (Object.hasOwn(settings.words, whole)) return text.replace(whole, settings.words[whole]);
    for (const [english, ours] of Object.entries(settings.beginnings)) {
      if (whole.startsWith(english)) return ours + whole.slice(english.length);
    }
    return null;
  };
  const uploader = '[data-testid="stFileUploaderDropzone"]';  // its button is Streamlit's own word
  const ours = '[data-testid="stHtml"], [data-testid="stMarkdownContainer"], .js-plotly-plot';
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const parent = node.parentElement;
      if (!parent || (parent.closest("script, style, " + ours) && !parent.closest(uploader))) return;
      const text = translated(node.nodeValue);
      if (text !== null && text !== node.nodeValue) node.nodeValue = text;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of attributes) {
        const text = node.hasAttribute(name) ? translated(node.getAttribute(name)) : null;
        if (text !== null) set(node, name, text);
      }
      node.childNodes.forEach(visit);
    }
  };
  /* The field for files calls itself decoration, though it has a name. */
  const files = () => document.querySelectorAll(uploader).forEach((each) => set(each, "role", "group"));
  /* The links to the pages are a navigation, and one of them is here. */
  const navigation = () => {
    const links = document.querySelector(".st-key-pages");
    if (!links) return;
    set(links, "role", "navigation");
    set(links, "aria-label", settings.pages);
    for (const link of links.querySelectorAll("a")) {
      if (link.textContent.trim() === settings.page) set(link, "aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  /* The foot stands after the main part, where Streamlit lets nothing be drawn: a copy of what the page has. */
  const foot = () => {
    const drawn = document.querySelector(".foot"), main = document.querySelector('[data-testid="stMain"]');
    if (!drawn || !main) return;
    let copy = document.getElementById("foot");
    if (copy?.parentElement !== main.parentElement) {
      copy?.remove();
      copy = document.createElement("footer");
      copy.id = "foot";
      main.parentElement.append(copy);
    }
    set(copy, "aria-label", drawn.dataset.name);
    if (copy.innerHTML !== drawn.innerHTML) copy.innerHTML = drawn.innerHTML;
  };
  /* A drawing of boxes and arrows is a picture, called what the heading it stands under is called. */
  const drawings = () => document.querySelectorAll('[data-testid="stGraphVizChart"]').forEach((each) => {
    const title = each.closest("details")?.querySelector("summary p");
    if (!title) return;
    set(each, "role", "img");
    set(each, "aria-label", title.textContent);
  });
  /* A slider is called by its name, not twice by it. */
  const sliders = () => document.querySelectorAll(".stSlider input[type=range][aria-label]").forEach((each) => set(each, "aria-labelledby", each.id));
  /* On a narrow screen the open tab may be beyond the edge. */
  const seen = new WeakSet();
  const tabs = () => document.querySelectorAll('[role=tab][aria-selected=true]').forEach((each) => {
    const list = each.closest("[role=tablist]");
    if (!list || seen.has(list)) return;
    seen.add(list);
    if (each.getBoundingClientRect().right > innerWidth) each.scrollIntoView({ inline: "center", block: "nearest" });
  });
  let live = document.getElementById("live");
  if (!live) {
    live = document.createElement("div");
    live.id = "live";
    live.className = "unseen";
    live.setAttribute("role", "status");
    document.body.prepend(live);
  }
  let said = null, waiting = null;
  const announce = () => {
    const text = [...document.querySelectorAll(".announce")].map((each) => each.textContent.trim()).join(" ");
    if (said === null) { said = text; return; }
    if (!text || text === said) return;
    said = text;
    clearTimeout(waiting);
    waiting = setTimeout(() => { live.textContent = text; }, 300);
  };
  /* A way-back button goes away when it is used; the keyboard then goes on from the first lever. */
  let focused = null;
  document.removeEventListener("focusin", window.__ombrukFocus);
  window.__ombrukFocus = (event) => { focused = event.target; };
  document.addEventListener("focusin", window.__ombrukFocus);
  const tidy = () => {
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    focused = null;
    document.querySelector('[data-testid="stSidebar"] .stSlider input')?.focus();
  };
  /* Another page is read from its top. */
  const toTop = () => {
    for (let each = document.querySelector('[data-testid="stMain"]'); each; each = each.parentElement) each.scrollTo(0, 0);
  };
  if (window.__ombrukPath && window.__ombrukPath !== location.pathname) toTop();
  window.__ombrukPath = location.pathname;
  /* Links inside the dashboard change the address without a new page, so that nothing of the session is lost. */
  document.removeEventListener("click", window.__ombrukClick);
  window.__ombrukClick = (event) => {
    const link = event.target.closest?.("a.inside");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
    toTop();
  };
  document.addEventListener("click", window.__ombrukClick);
  window.__ombrukObserver?.disconnect();
  visit(document.body);
  announce();
  navigation();
  files();
  foot();
  drawings();
  sliders();
  let planned = false;
  window.__ombrukObserver = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else if (change.type === "characterData") visit(change.target);
      else visit(change.target);
    }
    if (!planned) { planned = true; requestAnimationFrame(() => { planned = false; announce(); tidy(); navigation(); files(); foot(); drawings(); sliders(); tabs(); }); }
  });
  window.__ombrukObserver.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
})();
