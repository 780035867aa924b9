import { DynamicHost } from "../../src/hosts/dynamic-host";
import { openSessions, type Surroundings } from "../../src/hosts/open-session";
import { Questions } from "../../src/hosts/questions";
import type { HostUnderTest } from "./cloud";

/** The dynamic host, and a program beside it that asks functions. */
export class DynamicClient extends DynamicHost implements HostUnderTest {
  private readonly questions: Questions;

  constructor(surroundings: Surroundings) {
    super(surroundings);
    const sessions = openSessions(surroundings, () => undefined);
    this.questions = new Questions(surroundings, () => sessions);
  }

  ask(token: string, args: Record<string, unknown>) {
    return this.questions.ask(token, args);
  }
}
