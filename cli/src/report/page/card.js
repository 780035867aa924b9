const VERDICTS = { healthy: "Healthy", findings: "Findings", unreadable: "Could not be read" };
const WORST = { high: 0, medium: 1, low: 2 };

/**
 * The instance as a list item. Its time line is drawn when it comes into sight.
 *
 * @param {PageInstance} instance
 * @param {number} number
 * @param {PageData} data
 */
function card(instance, number, data) {
  const heading = `instance-${number}`;
  const severity = worst(instance, data);
  const name = instance.name ?? instance.id;
  return element(
    "li",
    { class: `card ${instance.state}`, "aria-labelledby": heading },
    element(
      "div",
      { class: "title" },
      element("h3", { id: heading }, element("a", { href: `#${heading}` }, name)),
      element("span", { class: `badge ${severity ?? instance.state}` }, badge(instance, severity)),
      element("span", { class: "quiet" }, whereabouts(instance)),
    ),
    ...(instance.error === undefined ? [] : [element("p", { class: "error" }, instance.error)]),
    ...findings(instance, data),
    ...(instance.state === "unreadable"
      ? []
      : [facts(instance, data), element("div", { class: "drawing" })]),
    ...(instance.backups.length === 0 ? [] : [backups(instance)]),
  );
}

/**
 * @param {PageInstance} instance
 * @param {PageRule["severity"] | undefined} severity
 */
function badge({ state }, severity) {
  return severity === undefined ? VERDICTS[state] : `${VERDICTS[state]}: ${severity}`;
}

/** @param {PageInstance} instance */
function whereabouts({ id, name, cloud, region }) {
  const place = `${cloud === "alibaba" ? "Alibaba Cloud" : "Tencent Cloud"}, ${region}`;
  return name === undefined ? place : `${id}, ${place}`;
}

/**
 * @param {PageInstance} instance
 * @param {PageData} data
 * @returns {PageRule["severity"] | undefined}
 */
function worst({ findings }, { rules }) {
  return findings
    .map(({ rule }) => rules[rule]?.severity ?? "low")
    .sort((one, other) => WORST[one] - WORST[other])[0];
}

/**
 * @param {PageInstance} instance
 * @param {PageData} data
 */
function findings({ findings }, { rules }) {
  if (findings.length === 0) return [];
  const items = findings.map(({ rule, message, command }) =>
    element(
      "li",
      {},
      element("strong", { class: rules[rule]?.severity ?? "low" }, `${rules[rule]?.severity}: `),
      message,
      ...(command === undefined ? [] : [" ", element("code", {}, command)]),
    ),
  );
  return [element("ul", { class: "findings" }, ...items)];
}

/**
 * @param {PageInstance} instance
 * @param {PageData} data
 */
function facts(instance, { at, currency, hasStacks, objectiveSeconds }) {
  const latest = latestOf(instance);
  /** @type {[string, string | Node | undefined][]} */
  const all = [
    [
      objectiveSeconds === undefined
        ? "Latest success"
        : `Latest success (objective ${span(objectiveSeconds)})`,
      latest === undefined ? "none" : fragment(moment(latest[2]), `, ${span(at - latest[2])} ago`),
    ],
    ["Policy", instance.policy?.text],
    ["Next backup", instance.next === undefined ? undefined : moment(instance.next)],
    [
      "Latest success expires",
      latest === undefined || latest[4] === 0 ? undefined : moment(latest[4]),
    ],
    ["Failures since", instance.failures === undefined ? undefined : String(instance.failures)],
    ["Windows missed", String(instance.missed.length)],
    [
      "Flashback from",
      instance.flashbackFrom === undefined ? undefined : moment(instance.flashbackFrom),
    ],
    ["Storage", instance.storage],
    [
      "Estimated cost a month",
      instance.cost === undefined ? undefined : `${instance.cost.toFixed(2)} ${currency}`,
    ],
    ["Declared by", hasStacks ? instance.holders.join(", ") || "no stack" : undefined],
  ];
  return element(
    "dl",
    {},
    ...all.flatMap(([name, value]) =>
      value === undefined
        ? []
        : [element("div", {}, element("dt", {}, name), element("dd", {}, value))],
    ),
  );
}

/** @param {(Node | string)[]} parts */
function fragment(...parts) {
  const made = document.createDocumentFragment();
  made.append(...parts);
  return made;
}

/** @param {PageInstance} instance */
const latestOf = ({ backups }) => backups.filter(([, state]) => state === SUCCEEDED).at(-1);

/**
 * The same as the time line, in words; filled when it is opened.
 *
 * @param {PageInstance} instance
 */
function backups(instance) {
  const details = element(
    "details",
    {},
    element("summary", {}, `Backups (${instance.backups.length})`),
  );
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(table(instance));
  });
  return details;
}

/** @param {PageInstance} instance */
function table({ backups, name, id }) {
  const columns = ["Started", "Kind", "State", "Took", "Expires", "Size"];
  const rows = [...backups]
    .reverse()
    .map(([kind, state, start, end, expiry, bytes]) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, moment(start)),
        element("td", {}, KINDS[kind] ?? ""),
        element("td", { class: state === FAILED ? "high" : "" }, STATES[state] ?? ""),
        element("td", {}, end === 0 ? "" : span(end - start)),
        element("td", {}, ...(expiry === 0 ? [] : [moment(expiry)])),
        element("td", {}, size(bytes)),
      ),
    );
  return element(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-label": `Backups of ${name ?? id}` },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, ...columns.map((one) => element("th", { scope: "col" }, one))),
      ),
      element("tbody", {}, ...rows),
    ),
  );
}
