/* What the browser tests ask of a page, besides axe. Put into the page once, with axe. */
window.audit = (() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true });
  const name = (e) => e.getAttribute("aria-label") || e.getAttribute("title") || "";
  const clips = (e) => getComputedStyle(e).clipPath !== "none" || getComputedStyle(e).clip !== "auto";
  const unseen = (e) => clips(e) || (e.parentElement !== null && unseen(e.parentElement));
  const short = (e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className} ${e.textContent.trim().slice(0, 60)}`;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const scrollers = ".scroll, .stTabs [role=tablist], [data-testid=stCode] pre, [data-testid=stGraphVizChart]";

  const headings = () => all("h1, h2, h3, h4, h5, h6, [role=heading]").map((e) => +(e.getAttribute("aria-level") || e.tagName[1]));

  const landmarks = () => all("main, nav, aside, footer, header, section, [role]").flatMap((e) => {
    const own = { MAIN: "main", NAV: "navigation", ASIDE: "complementary", FOOTER: "contentinfo", SECTION: name(e) && "region" };
    const role = e.getAttribute("role") || own[e.tagName];
    return ["main", "navigation", "complementary", "contentinfo", "region", "banner", "search"].includes(role) ? [[role, name(e)]] : [];
  });

  const sliders = () => all(".stSlider").flatMap((e) => [...e.querySelectorAll("input[type=range]")]).map((e) => ({
    label: e.getAttribute("aria-label") || "", said: e.getAttribute("aria-valuetext") || "",
  }));

  /* A chart's name, and whether a table of numbers follows it before the next heading. */
  const charts = () => all(".js-plotly-plot, [data-testid=stGraphVizChart]").map((e) => {
    const figure = e.closest("[role=figure], [role=img]") || e.querySelector("[role=figure], [role=img]");
    const blocks = [...document.querySelectorAll("main h1, main h2, main h3, main table, main [class*='st-key-numbers-'], main .js-plotly-plot, main [data-testid=stGraphVizChart]")];
    const rest = blocks.slice(blocks.indexOf(e) + 1);
    const end = rest.findIndex((each) => !each.matches("table, [class*='st-key-numbers-']"));
    const mine = end < 0 ? rest : rest.slice(0, end);
    const above = e.matches("[data-testid=stGraphVizChart]") && document.querySelector("main table");  // a drawing of what they say
    return { name: figure ? name(figure) : "", numbers: mine.length > 0 || Boolean(above) };
  });

  const unnamed = () => charts().filter((each) => !each.name);

  /* What stands outside the window or its frame, and cannot be brought in by scrolling down. */
  const sideways = () => {
    const width = document.documentElement.clientWidth;
    const frames = [document.documentElement, ...all("main, [data-testid=stAppViewContainer], [data-testid=stAppViewContainer] > div, [data-testid=stSidebar]")];
    const wide = frames.filter((e) => e.scrollWidth > Math.ceil(e.clientWidth) + 1).map(short);
    const out = [...document.querySelectorAll("main *, footer *, [data-testid=stSidebar] *")].filter((e) => {
      const box = e.getBoundingClientRect();
      if (box.width <= 1 || (box.right <= width + 1 && box.left >= -1)) return false;
      return !e.closest(scrollers) && !e.closest("svg, .unseen") && shown(e) && !unseen(e);
    });
    return [...wide, ...out.slice(0, 5).map(short)];
  };

  /* Text that its own box or one around it cuts off. */
  const clipped = () => [...document.querySelectorAll("main *, footer *, [data-testid=stSidebar] *")].filter((e) => {
    const high = e.scrollHeight > e.clientHeight + 2 && e.clientHeight > 1, wide = e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 1;
    if (!high && !wide) return false;
    const style = getComputedStyle(e);
    const hides = (how) => ["hidden", "clip"].includes(how);
    if (!(high && hides(style.overflowY)) && !(wide && hides(style.overflowX))) return false;
    if (e.closest("svg, .unseen, .js-plotly-plot, .track, .bar") || e.closest(scrollers)) return false;
    return Boolean(e.textContent.trim()) && shown(e) && !unseen(e);
  }).map(short);

  const rgb = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (e) => {
    for (let each = e; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  /* The text in drawings, which axe does not look at: what it says and how it stands out from what is behind it. */
  const drawn = () => [...document.querySelectorAll(".js-plotly-plot svg text, [data-testid=stGraphVizChart] svg text")]
    .filter((e) => e.textContent.trim() && !e.closest(".hoverlayer") && getComputedStyle(e).fill !== "none")
    .map((e) => [e.textContent.trim(), contrast(rgb(getComputedStyle(e).fill), ground(e.closest("svg").parentElement))]);

  let stops = 0;
  /* Where the focus is, and whether one sees it. */
  const focus = () => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const parts = [e, ...(e.type === "range" || e.type === "radio" ? [e.closest("[data-rac], label")] : []), e.closest("[data-focus-visible]"), e.closest("[data-baseweb]")];
    const ring = parts.filter(Boolean).some((each) => {
      const style = getComputedStyle(each);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    });
    const box = (e.type === "range" || e.type === "radio" ? e.closest("[data-rac], label") || e : e).getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const x = Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1), y = Math.min(Math.max((box.top + box.bottom) / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const covered = !(top && (top === e || e.contains(top) || top.contains(e) || top.closest("[data-rac], label, .stSlider, [data-testid=stWidgetLabel]")?.contains(e)));
    return { what: short(e), name: name(e), tag: e.tagName, type: e.type || "", ring, inside, covered, place: [box.left, box.top, box.width, box.height].map(Math.round), id: (e.stop ??= ++stops) };
  };

  return { headings, landmarks, sliders, charts, unnamed, sideways, clipped, drawn, focus };
})();
