/** The controls that narrow, each with the value that does not. */
const CONTROLS = ["search", "state", "finding", "region", "holder", "order", "span"];

/** @returns {Record<string, string>} */
function chosen() {
  return Object.fromEntries(CONTROLS.map((id) => [id, control(id).value]));
}

/**
 * @param {string} id
 * @returns {HTMLInputElement | HTMLSelectElement}
 */
const control = (id) => byId(id);

/** A link to what is chosen; a browser that keeps no history of a local file goes without. */
function remember() {
  const said = new URLSearchParams(
    Object.entries(chosen()).filter(([id, value]) => value !== initial[id]),
  ).toString();
  try {
    history.replaceState(null, "", said === "" ? location.pathname + location.search : `#${said}`);
  } catch {
    return;
  }
}

/** @type {Record<string, string>} */
let initial = {};

/** Takes what the address says, as far as it is something that can be chosen. */
function recall() {
  initial = chosen();
  const said = new URLSearchParams(location.hash.slice(1));
  for (const id of CONTROLS) {
    const value = said.get(id);
    if (value === null) continue;
    const wanted = control(id);
    const isChoice =
      wanted instanceof HTMLInputElement || [...wanted.options].some((one) => one.value === value);
    if (isChoice) wanted.value = value;
  }
}

function forget() {
  for (const id of CONTROLS) control(id).value = initial[id] ?? "";
}

/**
 * @param {PageData} data
 */
function offerChoices(data) {
  offer("finding", [
    ...new Set(data.instances.flatMap(({ findings }) => findings.map(({ rule }) => rule))),
  ]);
  offer("region", [...new Set(data.instances.map(({ region }) => region))].sort());
  const isUseful = {
    region: new Set(data.instances.map(({ region }) => region)).size > 1,
    holder: data.hasStacks,
  };
  for (const [id, isShown] of Object.entries(isUseful)) {
    const label = control(id).closest("label");
    if (label !== null) label.hidden = !isShown;
  }
}

/**
 * @param {string} id
 * @param {string[]} values
 */
function offer(id, values) {
  control(id).append(...values.map((value) => element("option", { value }, value)));
}

/**
 * @param {PageInstance} instance
 * @param {Record<string, string>} wanted
 */
function fits(instance, { search = "", state = "", finding = "", region = "", holder = "" }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = textOf(instance);
  return (
    words.every((word) => text.includes(word)) &&
    (state === "" || instance.state === state) &&
    (finding === "" || instance.findings.some(({ rule }) => rule === finding)) &&
    (region === "" || instance.region === region) &&
    (holder === "" || (holder === "some") === instance.holders.length > 0)
  );
}

/** @type {WeakMap<PageInstance, string>} */
const texts = new WeakMap();

/** @param {PageInstance} instance */
function textOf(instance) {
  const known = texts.get(instance);
  if (known !== undefined) return known;
  const { id, name = "", region, holders } = instance;
  const text = [id, name, region, ...holders].join(" ").toLowerCase();
  texts.set(instance, text);
  return text;
}

/**
 * @param {PageData} data
 * @param {string | undefined} order
 * @returns {(one: PageInstance, other: PageInstance) => number}
 */
function ordering(data, order) {
  const name = (/** @type {PageInstance} */ one) => one.name ?? one.id;
  const byName = (/** @type {PageInstance} */ one, /** @type {PageInstance} */ other) =>
    name(one) < name(other) ? -1 : name(one) > name(other) ? 1 : 0;
  /** @type {Record<string, (one: PageInstance) => number>} */
  const weights = {
    worst: (one) =>
      one.state === "unreadable"
        ? -1
        : WORST[worst(one, data) ?? "low"] + (one.findings.length === 0 ? 1 : 0),
    age: (one) => latestOf(one)?.[2] ?? 0,
    cost: (one) => -(one.cost ?? 0),
  };
  const weight = weights[order ?? ""];
  if (weight === undefined) return byName;
  return (one, other) => weight(one) - weight(other) || byName(one, other);
}
