import type { Client } from "../api/client";
import { Resource } from "../core/resource";
import type { CloudContext } from "../core/session";
import { resourceOf } from "../package";

/** The resources of one host, each made when it is first asked for and then kept. */
export class Resources {
  private readonly made = new Map<string, Resource<CloudContext<Client>>>();

  /** By a token such as `tair:BackupPolicy`; `undefined` where there is no such resource. */
  of(token: string): Resource<CloudContext<Client>> | undefined {
    const made = this.made.get(token);
    if (made !== undefined) return made;
    const definition = resourceOf(token);
    if (definition === undefined) return undefined;
    const resource = new Resource(definition);
    this.made.set(token, resource);
    return resource;
  }
}
