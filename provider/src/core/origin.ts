import { z } from "zod";
import { show } from "./check";
import { messageOf, Refused } from "./errors";
import { field } from "./field";
import type { CloudContext } from "./session";

interface Regional {
  readonly region: string;
}

/** Where a resource was made; recorded in state so that "gone" can be proven later. */
export interface Origin {
  readonly regionId: string;
  readonly accountId: string | undefined;
}

/** The outputs that hold it. */
export const originOutputs = (cloud: string) => ({
  regionId: field(z.string(), {
    description: "Region in which the resource was made.",
    stable: true,
  }),
  accountId: field(z.string().optional(), {
    description: `${cloud} account in which the resource was made; absent where it could not be told.`,
    stable: true,
  }),
});

/** A region and an account that can't be told doesn't stop a creation; it is said once. */
export async function originOf<Api extends Regional>(ctx: CloudContext<Api>): Promise<Origin> {
  const regionId = ctx.api.region;
  try {
    return { regionId, accountId: await ctx.session.accountId(ctx.api) };
  } catch (error) {
    if (ctx.session.firstTime("account unknown")) {
      ctx.log.warn(
        `the account can't be told (${messageOf(error)}): state won't record it, and a refresh that finds nothing will keep the resource and ask you.`,
      );
    }
    return { regionId, accountId: undefined };
  }
}

/**
 * Passes when "not found" was said to the account and in the region where the thing was made. Another
 * account or region gets the same answer for what is there.
 */
export async function proveGone<Api extends Regional>(
  ctx: CloudContext<Api>,
  what: string,
  recorded: { readonly regionId?: string | undefined; readonly accountId?: string | undefined },
): Promise<void> {
  const { region } = ctx.api;
  if (recorded.regionId !== undefined && recorded.regionId !== region) {
    throw notProven(what, `region ${recorded.regionId}`, `region ${region}`, ctx.session.regionKey);
  }
  if (recorded.accountId === undefined) {
    throw new Refused(
      `${what} is not found, and state does not say in which account it was made, so that it can't be told from looking in the wrong one. State is kept. If it is really gone, run \`pulumi state delete\` for it.`,
    );
  }
  const account = await ctx.session.accountId(ctx.api);
  if (recorded.accountId !== account) {
    throw notProven(what, `account ${recorded.accountId}`, `account ${account}`, "the credentials");
  }
}

function notProven(what: string, made: string, asked: string, check: string): Refused {
  return new Refused(
    `${what} is not found, but it was made in ${made} and this run asks ${asked}. State is kept, nothing was changed. Check ${check}; refresh and destroy, and a refresh before an update, use the provider configuration recorded in state: after it was corrected, \`pulumi up --refresh --run-program\` uses that of the program.`,
  );
}

/**
 * What was made in one region can't be looked after in another: to call it unchanged there would tie it to
 * a provider that doesn't find it, at each refresh from then on.
 */
export function refuseOtherRegion(
  { instanceId, regionId }: Record<string, unknown>,
  asked: { readonly region: string | undefined; readonly key: string },
): void {
  if (typeof regionId !== "string" || asked.region === undefined) return;
  if (regionId === asked.region) return;
  throw new Refused(
    `what there is of ${show(instanceId)} was made in region ${regionId}, and this run asks region ${asked.region}, where it is not. Nothing was changed. Set ${asked.key} back to ${regionId}, or give the resource a provider of its own for ${regionId}; what is to be made in ${asked.region} needs the id of an instance there.`,
  );
}
