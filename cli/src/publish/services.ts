import { githubComments, githubIssues } from "./github";
import { gitlabIssues, gitlabNotes } from "./gitlab";
import type { Place } from "./place";

export interface Wanted {
  readonly as: "comment" | "issue";
  /** Of the pull request or merge request; the one that the job runs for where unset. */
  readonly number?: number | undefined;
  /** Who the token is of, at GitHub; GitLab tells it. */
  readonly author?: string | undefined;
}

/** What a job's variables tell of where it runs. */
export function placeOf(wanted: Wanted, environment: NodeJS.ProcessEnv): Place {
  const of = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === "") throw new Error(`${name} is not set`);
    return value;
  };
  if (environment["GITLAB_CI"] === "true") {
    const gitlab = {
      apiUrl: of("CI_API_V4_URL"),
      project: of("CI_PROJECT_ID"),
      token: of("GITLAB_TOKEN"),
    };
    if (wanted.as === "issue") return gitlabIssues(gitlab);
    return gitlabNotes(gitlab, wanted.number ?? Number(of("CI_MERGE_REQUEST_IID")));
  }
  const github = {
    apiUrl: environment["GITHUB_API_URL"] || "https://api.github.com",
    repository: of("GITHUB_REPOSITORY"),
    token: of("GITHUB_TOKEN"),
    author: wanted.author ?? "github-actions[bot]",
  };
  if (wanted.as === "issue") return githubIssues(github);
  return githubComments(github, wanted.number ?? pullRequestIn(of("GITHUB_REF")));
}

function pullRequestIn(ref: string): number {
  const number = /^refs\/pull\/(\d+)\//.exec(ref)?.[1];
  if (number === undefined) {
    throw new Error(`GITHUB_REF (${ref}) is not of a pull request: give its number with --number`);
  }
  return Number(number);
}
