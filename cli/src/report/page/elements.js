/**
 * An element with its content. Text goes in as text nodes only, so that nothing in a name can become markup.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} content
 * @returns {HTMLElementTagNameMap[K]}
 */
function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {(Node | string)[]} content
 * @returns {SVGElementTagNameMap[K]}
 */
function drawn(tag, attributes = {}, ...content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...content);
  return made;
}

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
function byId(id) {
  return /** @type {T} */ (document.getElementById(id));
}

/**
 * @param {number} seconds since 1970
 * @returns {HTMLTimeElement}
 */
function moment(seconds) {
  return element("time", { datetime: instant(seconds) }, minute(seconds));
}

/** @param {number} seconds */
const instant = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

/** @param {number} seconds */
const minute = (seconds) => `${instant(seconds).slice(0, 16).replace("T", " ")}Z`;

/** @param {number} seconds */
const day = (seconds) => instant(seconds).slice(0, 10);

/**
 * Two units at most.
 *
 * @param {number} seconds
 */
function span(seconds) {
  const hours = Math.floor(seconds / 3600);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

/** @param {number} count */
function size(count) {
  if (count === 0) return "";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(4, Math.floor(Math.log(count) / Math.log(1024)));
  return `${(count / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [several]
 */
function counted(count, one, several = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}

const KINDS = ["automatic", "manual", "manual, in no stack"];
const STATES = ["succeeded", "failed", "running", "unknown"];
const SUCCEEDED = 0;
const FAILED = 1;
const RUNNING = 2;
