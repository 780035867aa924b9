import type { World } from "./world";

/** The regions that cloud-apis.md A10 names, and some more of the vendor's list. */
const REGIONS = new Set([
  ...["cn-qingdao", "cn-beijing", "cn-wulanchabu", "cn-hangzhou", "cn-shanghai", "cn-heyuan"],
  ...["cn-hongkong", "cn-zhangjiakou", "cn-huhehaote", "cn-chengdu", "cn-shenzhen", "cn-nanjing"],
  ...["cn-fuzhou", "cn-guangzhou", "cn-wuhan-lr", "cn-zhengzhou-jva", "ap-southeast-1"],
  ...["ap-southeast-2", "ap-southeast-3", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"],
  ...["ap-northeast-1", "ap-northeast-2", "us-east-1", "us-west-1", "eu-central-1", "eu-west-1"],
  ...["me-east-1", "me-central-1", "na-south-1", "cn-hangzhou-finance", "cn-shanghai-finance-1"],
  ...["cn-shenzhen-finance-1", "cn-beijing-finance-1"],
]);

/** Known to the vendor, or used by an account or instance of the seed (a private cloud has its own). */
export function isRegion(world: World, regionId: string): boolean {
  const { accounts, instances } = world.store.state;
  return (
    REGIONS.has(regionId) ||
    accounts.some((account) => account.regionId === regionId) ||
    Object.values(instances).some((instance) => instance.regionId === regionId)
  );
}
