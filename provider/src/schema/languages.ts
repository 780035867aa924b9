export const GO_MODULE = "pulumi-redis-backup/sdk/go";

/** What the SDK of each language is called, and what it needs. */
export function languages(description: string): Record<string, object> {
  const readme = `# Redis Backup\n\n${description}.\n\nGenerated from the package's schema; its pages are in \`docs/resources\` of the source.\n`;
  return {
    csharp: {
      namespaces: { "redis-backup": "RedisBackup", crs: "Crs", tair: "Tair" },
      respectSchemaVersion: true,
    },
    go: {
      importBasePath: `${GO_MODULE}/redisbackup`,
      modulePath: GO_MODULE,
      rootPackageName: "redisbackup",
      generateResourceContainerTypes: true,
      respectSchemaVersion: true,
    },
    java: { packages: { "redis-backup": "redisbackup" } },
    nodejs: {
      packageName: "pulumi-redis-backup-sdk",
      packageDescription: `${description}: the SDK for Node.`,
      readme,
      respectSchemaVersion: true,
      devDependencies: { "@types/node": "^20", typescript: "^5" },
    },
    python: {
      packageName: "pulumi_redis_backup",
      pyproject: { enabled: true },
      readme,
      respectSchemaVersion: true,
    },
  };
}
