/** @type {PageData} */
const data = JSON.parse(byId("data").textContent ?? "");
/** @type {Map<PageInstance, HTMLLIElement>} */
const cards = new Map(data.instances.map((one, number) => [one, card(one, number, data)]));
/** @type {WeakMap<Element, PageInstance>} */
const instances = new WeakMap([...cards].map(([instance, one]) => [one, instance]));
const list = byId("instances");

/** What comes into sight, or nearly, is drawn; what is drawn stays. */
const sight = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target);
  },
  { rootMargin: "800px" },
);

/** @param {Element} one */
function draw(one) {
  const instance = instances.get(one);
  const place = one.querySelector(".drawing");
  sight.unobserve(one);
  if (instance === undefined || place === null) return;
  const view = viewOf(chosen()["span"] ?? "30");
  const ends = [view.from, view.to].map((seconds) => element("span", {}, day(seconds)));
  place.replaceChildren(timeLine(instance, view), element("div", { class: "ends" }, ...ends));
}

/**
 * A third as much of what is to come as of what was.
 *
 * @param {string} days or `all`
 * @returns {View}
 */
function viewOf(days) {
  const { at: now, objectiveSeconds } = data;
  const rest = objectiveSeconds === undefined ? { now } : { now, objectiveSeconds };
  if (days !== "all") {
    const past = Number(days) * 86_400;
    return { ...rest, from: now - past, to: now + past / 3 };
  }
  let [from, to] = [now - 86_400, now + 86_400];
  for (const { backups } of data.instances) {
    for (const [, , start, , expiry] of backups) {
      from = Math.min(from, start);
      to = Math.max(to, expiry);
    }
  }
  return { ...rest, from, to };
}

/** Shows what fits, in the order that is wanted. */
function show() {
  const wanted = chosen();
  const fitting = data.instances
    .filter((one) => fits(one, wanted))
    .sort(ordering(data, wanted["order"]));
  list.replaceChildren(...fitting.flatMap((one) => cards.get(one) ?? []));
  byId("count").textContent =
    `${fitting.length.toLocaleString("en")} of ${counted(data.instances.length, "instance")} shown`;
  remember();
}

function redraw() {
  for (const one of cards.values()) {
    one.querySelector(".drawing")?.replaceChildren();
    sight.unobserve(one);
    sight.observe(one);
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;

offerChoices(data);
recall();
show();
redraw();
byId("filters").addEventListener("input", ({ target }) => {
  const isTyped = target instanceof HTMLInputElement;
  clearTimeout(pause);
  pause = setTimeout(
    () => {
      show();
      if (target instanceof HTMLSelectElement && target.id === "span") redraw();
    },
    isTyped ? 120 : 0,
  );
});
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", (event) => {
  event.preventDefault();
  forget();
  show();
  redraw();
});
addEventListener("beforeprint", () => [...list.children].forEach(draw));
byId("filters").hidden = false;
document.documentElement.dataset["ready"] = "true";
