"""The backup policy of an instance, and a backup before each release."""

import pulumi
from pulumi_redis_backup import tair

config = pulumi.Config()
instance_id = config.require("instanceId")

# Two nights a week; each backup is kept for a month.
tair.BackupPolicy(
    "sessions",
    instance_id=instance_id,
    preferred_backup_period=[tair.Weekday.WEDNESDAY, tair.Weekday.SATURDAY],
    preferred_backup_time="18:00Z-19:00Z",
    backup_retention_period=30,
)

# Another release takes another backup; once it is there, the one before goes.
before_release = tair.ManualBackup(
    "before-release",
    instance_id=instance_id,
    triggers={"release": config.require("release")},
    backup_retention_period=config.require_int("keepBackupDays"),
)

# What the cloud says now; a function is asked at every `pulumi up` and leaves nothing in state.
found = tair.get_backups_output(
    instance_id=before_release.instance_id,
    backup_job_id=before_release.backup_job_ids[0],
)

pulumi.export("backupId", before_release.id)
pulumi.export("status", before_release.status)
pulumi.export("expiresAt", before_release.expires_at)
pulumi.export("files", found.backups)
