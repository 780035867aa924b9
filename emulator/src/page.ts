/**
 * The page for people: reads the control interface every two seconds and changes nothing. It puts text in as text nodes
 * only, so that nothing in a name or a journal can become markup.
 */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Redis backup emulator</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #223 }
  h1 { font-size: 1.3rem } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
  table { border-collapse: collapse; width: 100% }
  td, th { border-bottom: 1px solid #dde; padding: .25rem .6rem; text-align: left; vertical-align: top }
  .line { position: relative; height: 1.6rem; background: #eef; border-radius: 3px; margin: .3rem 0 1rem }
  .line i { position: absolute; top: .3rem; width: .5rem; height: 1rem; border-radius: 2px; background: #4a7 }
  .line i.Automated { background: #59c } .line i.Failed { background: #c44 } .line i.job { background: #e92 }
  small { color: #667 }
</style>
<h1>Redis backup emulator <small id="now"></small></h1>
<div id="instances"></div>
<h2>Requests <small>newest first</small></h2>
<table id="requests"></table>
<script>
  const el = (tag, props, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children);
    return node;
  };
  const row = (tag, cells) => el("tr", {}, ...cells.map((cell) => el(tag, {}, String(cell ?? ""))));
  const read = async (name) => (await fetch("/_emulator/" + name)).json();

  const timeLine = (items, now) => {
    const first = Math.min(now - 3600e3, ...items.map((item) => Date.parse(item.startTime)));
    return el("div", { className: "line" }, ...items.map((item) => {
      const mark = el("i", { title: item.title, className: item.className });
      mark.style.left = 99 * (Date.parse(item.startTime) - first) / Math.max(now - first, 1) + "%";
      return mark;
    }));
  };

  const instance = (it, state) => {
    const mine = (list) => list.filter((entry) => entry.instanceId === it.instanceId);
    const now = Date.parse(state.now);
    const marks = [
      ...mine(state.backups).map((b) => ({
        startTime: b.startTime, className: b.mode + " " + b.status,
        title: [b.mode, b.status, b.startTime, "id " + b.backupId, b.nodeInstanceId, "expires " + (b.expireTime ?? "never")].join(" · "),
      })),
      ...mine(state.jobs).map((j) => ({
        startTime: j.startTime, className: "job",
        title: ["job " + j.jobId, j.mode, j.state, j.progress + " %", j.nodeId].join(" · "),
      })),
    ];
    const p = it.policy;
    const jobs = mine(state.jobs).map((j) => "job " + j.jobId + " " + j.state + " " + j.progress + " %").join(", ");
    return el("section", {},
      el("h2", {}, it.instanceId + " ", el("small", {}, [it.name, it.architecture, it.instanceType, it.engineVersion, it.status].filter(Boolean).join(" · "))),
      el("div", {}, p.preferredBackupTime + " on " + p.preferredBackupPeriod.join(", ") + ", kept " + p.backupRetentionPeriod + " days, flashback " + (p.enableBackupLog ? "on" : "off") + ", next " + it.nextAutomaticBackup),
      el("small", {}, mine(state.backups).length + " backups" + (jobs ? " · " + jobs : "")),
      timeLine(marks, now));
  };

  const show = async () => {
    const [state, requests] = await Promise.all([read("state"), read("requests")]);
    document.getElementById("now").textContent = state.now;
    document.getElementById("instances").replaceChildren(...state.instances.map((it) => instance(it, state)));
    document.getElementById("requests").replaceChildren(
      row("th", ["time", "account", "action", "parameters", "answer"]),
      ...requests.slice(-100).reverse().map((r) =>
        row("td", [r.at, r.account, r.action, JSON.stringify(r.params), r.status + " " + (r.code ?? "")])));
  };
  show();
  setInterval(show, 2000);
</script>
</html>
`;
