import { fromStruct } from "./struct";
import type { Cloud, Driven } from "./cloud";
import type { PluginClient } from "./plugin-client";

type Json = Record<string, unknown>;

/** `pulumi preview` of a resource: asks the plugin for the step that `up` would take, and changes nothing. */
export async function preview(cloud: Cloud, driven: Driven, inputs: Json): Promise<Json> {
  const host = cloud.host as PluginClient;
  const { token, id, state, ignoreChanges } = driven;
  const checked = await driven.check(inputs);
  if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
  const created = async () => (await host.creation(token, checked.inputs, true)).getProperties();
  if (id === undefined) return fromStruct(await created()).values;
  const diff = await host.diff(token, id, state, checked.inputs, ignoreChanges);
  if (diff.replaces.length > 0) return fromStruct(await created()).values;
  if (!diff.changes && !driven.isUnhealthy) return state;
  const more = { ignoreChanges, isPreview: true };
  const response = await host.change(token, id, state, checked.inputs, more);
  return fromStruct(response.getProperties()).values;
}
