/**
 * The page for people: reads the control interface every two seconds and changes nothing. It puts text in as text nodes
 * only, so that nothing in a name or a journal can become markup.
 */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Redis backup emulator</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #223 }
  h1 { font-size: 1.3rem; margin: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .25rem }
  h1 small, h2 small { font-weight: normal }
  small { color: #667 } .bad { color: #b22 }
  table { border-collapse: collapse; width: 100%; min-width: 60rem }
  td, th { border-bottom: 1px solid #dde; padding: .25rem .6rem .25rem 0; text-align: left; vertical-align: top; white-space: nowrap }
  td.wide { width: 99%; white-space: normal; overflow-wrap: anywhere; font-size: .9em }
  .line { position: relative; height: 1.6rem; background: #eef; border-radius: 3px; margin-top: .3rem }
  .line i { position: absolute; top: .3rem; transform: translateX(-50%) }
  .ends { display: flex; justify-content: space-between }
  i { display: inline-block; width: .5rem; height: 1rem; border-radius: 2px; background: #4a7 }
  i.Automated { background: #59c } i.Failed { background: #c44 } i.job { background: #e92 }
  .scroll { overflow-x: auto }
  .legend i { height: .7rem; margin: 0 .3rem 0 1rem } .legend i:first-child { margin-left: 0 }
</style>
<h1>Redis backup emulator <small id="now"></small></h1>
<div class="legend"><small><i></i>manual backup <i class="Automated"></i>automatic backup <i class="Failed"></i>failed backup <i class="job"></i>running job</small></div>
<div id="instances"></div>
<div id="faults"></div>
<h2>Requests <small>the last 100, newest first</small></h2>
<div class="scroll"><table id="requests"></table></div>
<script>
  const el = (tag, props, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children);
    return node;
  };
  const read = async (name) => (await fetch("/_emulator/" + name)).json();
  const show = (id, ...children) => document.getElementById(id).replaceChildren(...children);
  const moment = (time) => time.slice(0, 16).replace("T", " ");
  const words = (object) => Object.entries(object).map(([name, value]) => name + "=" + value).join(" ");

  const mark = (startTime, className, ...title) => ({ at: Date.parse(startTime), className, title: title.join(" · ") });
  const marksOf = (state, isMine) => [
    ...state.backups.filter(isMine).map((b) => mark(b.startTime, b.mode + " " + b.status,
      b.mode, b.status, b.startTime, "id " + b.backupId, b.nodeInstanceId, "expires " + (b.expireTime ?? "never"))),
    ...state.jobs.filter(isMine).map((j) => mark(j.startTime, "job",
      "job " + j.jobId, j.mode, j.state, j.progress + " %", j.nodeId)),
  ];

  const timeLine = (marks, now) => {
    const first = Math.min(now - 3600e3, ...marks.map((one) => one.at));
    const last = Math.max(now, ...marks.map((one) => one.at));
    return [
      el("div", { className: "line" }, ...marks.map(({ at, className, title }) => {
        const node = el("i", { className, title });
        node.style.left = 1 + 98 * (at - first) / (last - first) + "%";
        return node;
      })),
      el("div", { className: "ends" }, ...[first, last].map((time) => el("small", {}, moment(new Date(time).toISOString())))),
    ];
  };

  const policyOf = ({ policy, nextAutomaticBackup }) => {
    const days = policy.preferredBackupPeriod;
    return "Automatic backup " + policy.preferredBackupTime + " " + (days.length === 7 ? "every day" : "on " + days.join(", "))
      + ", kept " + policy.backupRetentionPeriod + " days, flashback " + (policy.enableBackupLog ? "on" : "off")
      + ", next " + moment(nextAutomaticBackup);
  };

  const instance = (it, state) => {
    const isMine = (entry) => entry.instanceId === it.instanceId;
    const counts = [state.backups.filter(isMine).length + " backups"];
    const jobs = new Map(state.jobs.filter(isMine).map((j) => [j.jobId, "job " + j.jobId + " " + j.state + " " + j.progress + " %"]));
    return el("section", {},
      el("h2", {}, it.instanceId + " ", el("small", {},
        [it.name, it.architecture, it.instanceType + " " + it.engineVersion, it.cloudNative ? "cloud-native" : "classic", it.regionId].filter(Boolean).join(" · ") + " · ",
        el("span", { className: it.status === "Normal" ? "" : "bad" }, it.status))),
      el("div", {}, policyOf(it)),
      el("small", {}, [...counts, ...jobs.values()].join(" · ")),
      ...timeLine(marksOf(state, isMine), Date.parse(state.now)));
  };

  const crsInstance = (it, { backups, tasks }, now) => {
    const isMine = (entry) => entry.instanceId === it.instanceId;
    const marks = [
      ...backups.filter(isMine).map((b) => mark(b.startTime, b.mode, b.mode, "status " + b.status, b.startTime, "id " + b.backupId, b.remark)),
      ...tasks.filter(isMine).filter((t) => t.state === "running").map((t) => mark(t.startTime, "job", t.type, "task " + t.taskId)),
    ];
    return el("section", {},
      el("h2", {}, it.instanceId + " ", el("small", {}, [it.name, "TencentDB " + it.engine, it.regionId].filter(Boolean).join(" · "))),
      el("div", {}, "Automatic backup " + it.config.timePeriod + " China time, kept " + it.config.backupStorageDays + " days"),
      ...timeLine(marks, Date.parse(now)));
  };

  const faults = (list) => list.length === 0 ? [] : [
    el("h2", {}, "Faults"),
    ...list.map(({ rule, used, id }) => el("div", {}, words(rule) + " ", el("small", {}, id + ", met " + used + "×"))),
  ];

  const answerOf = (r) => (r.status === 0 ? "connection broken" : r.status + " " + (r.code ?? "")) + (r.status !== 200 && r.applied ? ", applied" : "");
  const request = (r) => el("tr", {},
    el("td", { title: r.at }, r.at.slice(5, 19).replace("T", " ")),
    el("td", {}, r.account ?? ""),
    el("td", {}, r.method + " " + r.action),
    el("td", { className: "wide" }, words(r.params)),
    el("td", { className: r.status === 200 ? "" : "bad", title: r.requestId }, answerOf(r)));

  const refresh = async () => {
    try {
      const [state, requests] = await Promise.all([read("state"), read("requests?last=100")]);
      show("now", moment(state.now) + ":" + state.now.slice(17, 19) + " UTC");
      show("instances", ...state.instances.map((it) => instance(it, state)), ...state.crs.instances.map((it) => crsInstance(it, state.crs, state.now)));
      show("faults", ...faults(state.faults));
      show("requests", ...requests.reverse().map(request));
    } catch {
      show("now", el("span", { className: "bad" }, "does not answer"));
    }
    setTimeout(refresh, 2000);
  };
  refresh();
</script>
</html>
`;
