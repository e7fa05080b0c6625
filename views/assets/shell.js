/* Page language, a live region, and Streamlit's own words in the reader's language. Runs once per language. */
(() => {
  const settings = SETTINGS;
  document.documentElement.lang = settings.language;
  const attributes = ["aria-label", "title", "placeholder"];
  const set = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };
  const translated = (text) => {
    const whole = text.trim();
    if (Object.hasOwn(settings.words, whole)) return text.replace(whole, settings.words[whole]);
    return settings.language !== "en" && whole.startsWith("Help for ") ? settings.about + whole.slice(9) : null;
  };
  const ours = '[data-testid="stHtml"], [data-testid="stMarkdownContainer"], .js-plotly-plot';
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement || node.parentElement.closest("script, style, " + ours)) return;
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
  const tidy = () => {
    /* Streamlit's slider has no text for the unit; it reads the formatted option, which is ours and has it. */
    document.querySelectorAll('[role="listbox"]').forEach((list) => {
      const portal = [...document.body.children].find((each) => each.contains(list) && each.id !== "root");
      if (portal && !portal.hasAttribute("role")) { portal.setAttribute("role", "region"); portal.setAttribute("aria-label", settings.about.trim()); }
    });
  };
  window.__ombrukObserver?.disconnect();
  visit(document.body);
  announce();
  let planned = false;
  window.__ombrukObserver = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else if (change.type === "characterData") visit(change.target);
      else visit(change.target);
    }
    if (!planned) { planned = true; requestAnimationFrame(() => { planned = false; announce(); tidy(); }); }
  });
  window.__ombrukObserver.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
})();
