import { markup, page, type Html } from "./html";
import { parted, place, shown, type Finding, type Report } from "./report";

/** One page for a browser, or to keep with an audit. */
export function htmlReport(report: Report): string {
  return page({ title: `${report.title}: ${report.summary}`, body: body(report) });
}

const TONES = { clean: "good", found: "medium", unchecked: "high" } as const;

/** The heading, the verdict and all that the common report holds. */
export function body(report: Report): Html {
  const { counted, ignored } = parted(report);
  return markup`<main>
    <h1>${report.title}</h1>
    <p class="quiet">
      redis-backup ${report.command}, <time datetime="${report.at}">${report.at}</time>
    </p>
    <p class="verdict ${TONES[report.verdict]}" role="status">${report.summary}</p>
    ${items("Could not be checked", report.problems.map(problem))} ${findings("Found", counted)}
    ${findings("Ignored", ignored)}
    ${items(
      "Notes",
      report.notes.map((note) => markup`${note}`),
    )}
    ${items(
      "Looked at",
      report.checked.map((one) => markup`<code>${one.name}</code> ${one.type}`),
    )}
  </main>`;
}

const problem = ({ subject, message }: Report["problems"][number]): Html =>
  markup`${subject === undefined ? "" : markup`<code>${subject.name}</code>: `}${message}`;

function items(title: string, lines: readonly Html[]): Html {
  if (lines.length === 0) return markup``;
  return markup`<section>
    <h2>${title}</h2>
    <ul>
      ${lines.map((line) => markup`<li>${line}</li>`)}
    </ul>
  </section>`;
}

function findings(title: string, all: readonly Finding[]): Html {
  if (all.length === 0) return markup``;
  return markup`<section>
    <h2 id="${title}">${title}</h2>
    <div class="scroll" role="region" aria-labelledby="${title}" tabindex="0">
      <table>
        <thead>
          <tr>
            ${COLUMNS.map((column) => markup`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${all.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

const COLUMNS = ["Severity", "What", "Declared", "Live", "Meaning", "To correct it"];

function row(finding: Finding): Html {
  const { severity, declared, live, message, command, firstSeenAt, ignored } = finding;
  return markup`<tr>
    <td class="severity ${severity}">${severity}</td>
    <th scope="row">${place(finding)}<br /><span class="quiet">${finding.subject.type}</span></th>
    <td>${value(declared)}</td>
    <td>${value(live)}</td>
    <td>
      ${message}${firstSeenAt === undefined ? "" : markup`<br /><span class="quiet">First seen: ${firstSeenAt}</span>`}${
        ignored === undefined
          ? ""
          : markup`<br /><span class="quiet"
                >Ignored until ${ignored.until}: ${ignored.reason} (${ignored.owner})</span
              >`
      }
    </td>
    <td class="long">${command === undefined ? "" : markup`<code>${command}</code>`}</td>
  </tr>`;
}

const value = (one: unknown): Html =>
  one === undefined
    ? markup`<span class="quiet">nothing</span>`
    : markup`<code>${shown(one)}</code>`;
