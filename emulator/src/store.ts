import { crsAccount } from "./crs-identity";
import { Random } from "./random";
import { account } from "./identity";
import type { Settings } from "./settings";
import type { State } from "./state";

/** Obviously not real: whoever finds it in a log or a repository need not be alarmed. */
export const DEFAULT_ACCOUNT = {
  accountId: "1234567890123456",
  accessKeyId: "EMULATOR_KEY_ID",
  accessKeySecret: "emulator-secret-not-real",
  userName: "emulator",
};

export const DEFAULT_CRS_ACCOUNT = {
  accountId: "100000000001",
  secretId: "EMULATOR_SECRET_ID",
  secretKey: "emulator-secret-key-not-real",
};

/** Holds the state, and counts and draws what the state needs. */
export class Store {
  readonly #initial: State;
  #state: State;
  #random: Random;
  /** Told after every change, so that it can be written down. */
  onChange: () => void = () => undefined;

  constructor(settings: Settings, seed: number) {
    this.#random = new Random(seed);
    this.#initial = {
      accounts: [account(DEFAULT_ACCOUNT)],
      roles: [],
      sessions: [],
      instances: {},
      nextBackupId: settings.firstBackupId,
      nextJobId: settings.firstJobId,
      random: seed,
      crs: {
        accounts: [crsAccount(DEFAULT_CRS_ACCOUNT)],
        instances: {},
        restrictions: {},
        nextTaskId: 6_954_227,
      },
    };
    this.#state = structuredClone(this.#initial);
  }

  get state(): State {
    return this.#state;
  }

  get random(): Random {
    return this.#random;
  }

  nextBackupId(): string {
    const id = this.#state.nextBackupId;
    this.#state.nextBackupId = (
      BigInt(id) +
      1n +
      BigInt(Math.floor(this.#random.next() * 40))
    ).toString();
    return id;
  }

  nextJobId(): string {
    const id = this.#state.nextJobId;
    this.#state.nextJobId = (
      BigInt(id) +
      1n +
      BigInt(Math.floor(this.#random.next() * 9))
    ).toString();
    return id;
  }

  copy(): State {
    return structuredClone({ ...this.#state, random: this.#random.seed });
  }

  clear(): void {
    this.replace(this.#initial);
  }

  replace(state: State): void {
    // A state from before there was another cloud has none of it.
    this.#state = structuredClone({ ...state, crs: state.crs ?? this.#initial.crs });
    this.#random = new Random(state.random);
    this.onChange();
  }
}
