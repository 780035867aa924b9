const HEIGHT = 76;
/** Where the marks stand, and below them the lines that say how long a backup is kept. */
const MARKS_Y = 18;
const LIVES_Y = 32;
const LIVES_HEIGHT = 36;
const THICKEST = 4;
const DAY = 86_400;
/** More windows than that are a wash. */
const MOST_WINDOWS = 130;

/**
 * The backups of an instance over time. Places are percentages, so that the drawing fits any width
 * without being stretched.
 *
 * @param {PageInstance} instance
 * @param {View} view
 */
function timeLine(instance, view) {
  const parts = [
    ...windows(instance, view),
    ...gaps(instance, view),
    ...flashback(instance, view),
    ...lives(instance, view),
    ...missed(instance, view),
    ...marks(instance, view),
    drawn("line", {
      class: "now",
      x1: at(view.now, view),
      x2: at(view.now, view),
      y1: 0,
      y2: HEIGHT,
    }),
  ];
  const attributes = { class: "time-line", role: "img", height: HEIGHT, width: "100%" };
  return drawn("svg", { ...attributes, "aria-label": inWords(instance, view) }, ...parts);
}

/**
 * @param {number} seconds
 * @param {View} view
 */
const share = (seconds, { from, to }) =>
  Math.min(100, Math.max(0, (100 * (seconds - from)) / (to - from)));

/**
 * @param {number} seconds
 * @param {View} view
 */
const at = (seconds, view) => `${share(seconds, view).toFixed(2)}%`;

/**
 * @param {string} name
 * @param {{ from: number, to: number, y: number, height: number, title?: string }} place
 * @param {View} view
 */
function box(name, { from, to, y, height, title }, view) {
  const x = share(from, view);
  const width = Math.max(0.15, share(to, view) - x);
  const attributes = {
    class: name,
    x: `${x.toFixed(2)}%`,
    width: `${width.toFixed(2)}%`,
    y,
    height,
  };
  return drawn("rect", attributes, ...(title === undefined ? [] : [drawn("title", {}, title)]));
}

/**
 * @param {PageInstance} instance
 * @param {View} view
 */
function windows({ policy }, view) {
  const { hour, weekdays } = policy ?? {};
  if (hour === undefined || weekdays === undefined) return [];
  if (((view.to - view.from) / DAY / 7) * weekdays.length > MOST_WINDOWS) return [];
  const found = [];
  for (let start = Math.floor(view.from / DAY) * DAY; start <= view.to; start += DAY) {
    const from = start + hour * 3600;
    if (!weekdays.includes(new Date(from * 1000).getUTCDay())) continue;
    if (from < view.from || from > view.to) continue;
    found.push(box("window", { from, to: from + 3600, y: 0, height: HEIGHT }, view));
  }
  return found;
}

/**
 * What is further from the success before it than the objective allows.
 *
 * @param {PageInstance} instance
 * @param {View} view
 */
function gaps({ backups }, view) {
  const { objectiveSeconds, now } = view;
  if (objectiveSeconds === undefined) return [];
  const starts = backups.filter(([, state]) => state === SUCCEEDED).map(([, , start]) => start);
  return [...starts, now].flatMap((end, n) => {
    const from = n === 0 ? undefined : starts[n - 1];
    if (from === undefined || end - from <= objectiveSeconds || end < view.from) return [];
    const title = `Objective missed from ${minute(from + objectiveSeconds)} to ${minute(end)}`;
    return [
      box("gap", { from: from + objectiveSeconds, to: end, y: 0, height: HEIGHT, title }, view),
    ];
  });
}

/**
 * @param {PageInstance} instance
 * @param {View} view
 */
function flashback({ flashbackFrom: from }, view) {
  if (from === undefined || from > view.now) return [];
  const title = `Flashback from ${minute(from)}`;
  return [box("flashback", { from, to: view.now, y: HEIGHT - 4, height: 4, title }, view)];
}

/**
 * A line from the start of each success to its expiry, each beside those that live at the same time.
 *
 * @param {PageInstance} instance
 * @param {View} view
 */
function lives({ backups }, view) {
  /** @type {number[]} */
  const ends = [];
  const placed = backups
    .filter(([, state]) => state === SUCCEEDED)
    .map(([kind, , start, , expiry]) => {
      const end = expiry === 0 ? Infinity : expiry;
      const free = ends.findIndex((taken) => taken <= start);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = end;
      return { kind, start, end, lane };
    });
  const pitch = Math.min(THICKEST + 2, LIVES_HEIGHT / Math.max(1, ends.length));
  return placed
    .filter(({ end, start }) => end > view.from && start < view.to)
    .map(({ kind, start, end, lane }) => {
      const y = LIVES_Y + lane * pitch;
      const place = {
        from: start,
        to: Math.min(end, view.to),
        y,
        height: Math.max(0.8, pitch * 0.65),
      };
      return box(kind === 0 ? "life automatic" : "life manual", place, view);
    });
}

/**
 * @param {PageInstance} instance
 * @param {View} view
 */
function missed({ missed }, view) {
  return missed
    .filter((start) => start >= view.from)
    .map((start) => mark("missed", start + 1800, `Window missed: ${minute(start)}`, view));
}

/**
 * @param {PageInstance} instance
 * @param {View} view
 */
function marks({ backups }, view) {
  return backups
    .filter(([, , start]) => start >= view.from && start <= view.to)
    .map((backup) => {
      const [kind, state, start] = backup;
      const symbol =
        state === FAILED
          ? "failed"
          : state === RUNNING
            ? "running"
            : kind === 0
              ? "automatic"
              : "manual";
      return mark(symbol, start, told(backup), view);
    });
}

/**
 * @param {string} symbol
 * @param {number} seconds
 * @param {string} title
 * @param {View} view
 */
const mark = (symbol, seconds, title, view) =>
  drawn(
    "use",
    { href: `#mark-${symbol}`, class: `mark ${symbol}`, x: at(seconds, view), y: MARKS_Y },
    drawn("title", {}, title),
  );

/** @param {PageBackup} backup */
function told([kind, state, start, , expiry, bytes]) {
  const kept = expiry === 0 ? "" : `, expires ${minute(expiry)}`;
  return `${KINDS[kind]}, ${STATES[state]}, ${minute(start)}${kept}${bytes === 0 ? "" : `, ${size(bytes)}`}`;
}

/**
 * @param {PageInstance} instance
 * @param {View} view
 */
function inWords({ backups, missed }, view) {
  const seen = backups.filter(([, , start]) => start >= view.from);
  const good = seen.filter(([, state]) => state === SUCCEEDED);
  const manual = good.filter(([kind]) => kind !== 0).length;
  const failed = seen.filter(([, state]) => state === FAILED).length;
  const late = missed.filter((start) => start >= view.from).length;
  const latest = backups.filter(([, state]) => state === SUCCEEDED).at(-1);
  return [
    `Time line from ${day(view.from)} to ${day(view.to)}:`,
    `${counted(good.length - manual, "automatic backup")},`,
    `${counted(manual, "manual backup")},`,
    `${failed} failed,`,
    `${counted(late, "window")} missed;`,
    latest === undefined ? "no success." : `latest success ${span(view.now - latest[2])} ago.`,
  ].join(" ");
}
