import { Refused } from "../core/errors";
import type { TairContext } from "./session";

/**
 * Passes when "not found" was said to the account and in the region where the thing was made. Another
 * account or region gets the same answer for what is there.
 */
export async function proveGone(
  ctx: TairContext,
  what: string,
  recorded: { readonly regionId?: string | undefined; readonly accountId?: string | undefined },
): Promise<void> {
  const { region } = ctx.api;
  if (recorded.regionId !== undefined && recorded.regionId !== region) {
    throw notProven(what, `region ${recorded.regionId}`, `region ${region}`, "redis-backup:region");
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
    `${what} is not found, but it was made in ${made} and this run asks ${asked}. State is kept, nothing was changed. Check ${check}; refresh and destroy use the provider configuration recorded in state, unless --run-program is given.`,
  );
}
