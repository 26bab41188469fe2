// Brings the image of a graph to life: details on hover and focus, modules that open and close, and
// the backward pass step by step. Given the script element and what GraphPage writes; asks nothing
// of any network.
(script, more) => {
  const root = script && script.previousElementSibling;
  const image = root && root.querySelector("img");
  if (!image) return;
  const texts = more.texts;
  const bytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const drawings = [new TextDecoder().decode(bytes(image.src.split(",")[1]))];
  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  const style = make("style", `
    .nabla-graph [data-box] { cursor: pointer }
    .nabla-graph [data-box]:focus { outline: 2px solid #2563eb; outline-offset: 2px }
    .nabla-graph.stepping [data-box], .nabla-graph.stepping [data-from] { opacity: .35 }
    .nabla-graph.stepping .done { opacity: .75 }
    .nabla-graph.stepping .now { opacity: 1 }
    .nabla-graph .now > path:first-of-type { stroke-width: 3.5 }
    .nabla-graph .now > title + path:first-of-type { stroke-width: 2 }
    .nabla-graph .now[data-box] > path:first-of-type { stroke-width: 3.5 }
    .nabla-graph [data-box] { scroll-margin: 110px 20px }
    .nabla-graph-head { position: sticky; top: 0; z-index: 1; background: var(--jp-layout-color0, Canvas) }
    .nabla-graph-bar { display: flex; gap: 6px; align-items: center; flex-wrap: wrap; margin: 4px 0 }
    .nabla-graph-bar button { font: inherit; padding: 1px 8px; cursor: pointer }
    .nabla-graph-details { min-height: 2.8em; max-width: 60em; font-size: 90%; margin: 4px 0 }`, root);
  const head = make("div", "", root);
  head.className = "nabla-graph-head";
  const bar = make("div", "", head);
  bar.className = "nabla-graph-bar";
  const details = make("div", texts.hint, head);
  const stage = make("div", "", root);
  details.className = "nabla-graph-details";
  details.setAttribute("aria-live", "polite");
  const button = (text, label, action) => {
    const element = make("button", text, bar);
    element.type = "button";
    element.title = label;
    element.setAttribute("aria-label", label);
    element.onclick = action;
    return element;
  };
  let step = 0;
  let steps = [];
  const first = button("|◀", texts.reset, () => walk(0));
  const back = button("◀", texts.back, () => walk(step - 1));
  const forward = button("▶", texts.forward, () => walk(step + 1));
  const counter = make("span", "", bar);
  const whole = button("⤢ " + texts.whole, texts.whole, () => show(0));
  const sentence = box => box.getAttribute("aria-label");
  // Steps are the boxes in the order of the walk: where modules are closed, numbers have gaps.
  const walk = to => {
    step = Math.max(0, Math.min(to, steps.length));
    root.classList.toggle("stepping", step > 0);
    counter.textContent = texts.step.replace("{0}", step).replace("{1}", steps.length);
    back.disabled = first.disabled = step === 0;
    forward.disabled = step === steps.length;
    const at = new Map(steps.map((box, i) => [box.dataset.box, i + 1]));
    const mark = (element, when) => {
      element.classList.toggle("now", step > 0 && when === step);
      element.classList.toggle("done", when < step);
    };
    steps.forEach((box, i) => mark(box, i + 1));
    stage.querySelectorAll('[data-carries="true"]').forEach(line => mark(line, at.get(line.dataset.to)));
    stage.querySelectorAll('[data-order="0"]').forEach(box => {
      const when = [...stage.querySelectorAll(`[data-from="${box.dataset.box}"][data-carries="true"]`)].map(line => at.get(line.dataset.to));
      mark(box, Math.min(...when, Infinity));
      box.classList.toggle("now", step > 0 && when.includes(step));
    });
    if (step === 0) return;
    details.textContent = sentence(steps[step - 1]);
    steps[step - 1].scrollIntoView({block: "nearest", inline: "nearest"});
  };
  const dark = () => {
    const theme = document.body.dataset.jpThemeLight;
    stage.querySelectorAll("svg style").forEach(rules => {
      rules.dataset.all = rules.dataset.all || rules.textContent;
      const inner = /^@media[^{]*\{(.*)\}$/s.exec(rules.dataset.all);
      if (theme && inner) rules.textContent = theme === "false" ? inner[1] : "";
    });
  };
  const open = number => {
    if (!drawings[number]) return;
    show(number);
    (whole.hidden ? forward : whole).focus({preventScroll: true});
  };
  const show = number => {
    stage.innerHTML = drawings[number];
    whole.hidden = number === 0;
    stage.querySelectorAll("[data-box]").forEach(box => {
      const title = box.querySelector("title");
      const leads = box.dataset.leads;
      const words = title.textContent + (leads ? ". " + texts.open : "");
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", leads ? "button" : "img");
      box.setAttribute("aria-label", words);
      title.textContent = words;
      const tell = () => { details.textContent = words; };
      box.onmouseenter = tell;
      box.onfocus = tell;
      if (leads) {
        box.onclick = () => open(Number(leads));
        box.onkeydown = event => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            open(Number(leads));
          }
        };
      }
    });
    steps = [...stage.querySelectorAll("[data-box]")].filter(box => Number(box.dataset.order) > 0)
      .sort((a, b) => a.dataset.order - b.dataset.order);
    dark();
    walk(0);
    details.textContent = texts.hint;
  };
  image.remove();
  show(0);
  if (steps.length === 0) bar.remove();
  new Response(new Blob([bytes(more.drawings)]).stream().pipeThrough(new DecompressionStream("deflate-raw")))
    .json().then(others => drawings.push(...others));
  new MutationObserver(dark).observe(document.body, {attributes: true, attributeFilter: ["data-jp-theme-light"]});
}
