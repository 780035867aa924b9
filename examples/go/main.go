// The backup policy of an instance, and a backup before each release.
package main

import (
	"pulumi-redis-backup/sdk/go/redisbackup/tair"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		instanceID := pulumi.String(settings.Require("instanceId"))

		// Two nights a week; each backup is kept for a month.
		_, err := tair.NewBackupPolicy(ctx, "sessions", &tair.BackupPolicyArgs{
			InstanceId:            instanceID,
			PreferredBackupPeriod: tair.WeekdayArray{tair.WeekdayWednesday, tair.WeekdaySaturday},
			PreferredBackupTime:   pulumi.String("18:00Z-19:00Z"),
			BackupRetentionPeriod: pulumi.Int(30),
		})
		if err != nil {
			return err
		}

		// Another release takes another backup; once it is there, the one before goes.
		beforeRelease, err := tair.NewManualBackup(ctx, "before-release", &tair.ManualBackupArgs{
			InstanceId:            instanceID,
			Triggers:              pulumi.Map{"release": pulumi.String(settings.Require("release"))},
			BackupRetentionPeriod: pulumi.Int(settings.RequireInt("keepBackupDays")),
		})
		if err != nil {
			return err
		}

		// What the cloud says now; a function is asked at every `pulumi up` and leaves nothing in state.
		found := tair.GetBackupsOutput(ctx, tair.GetBackupsOutputArgs{
			InstanceId:  beforeRelease.InstanceId,
			BackupJobId: beforeRelease.BackupJobIds.Index(pulumi.Int(0)),
		})

		ctx.Export("backupId", beforeRelease.ID())
		ctx.Export("status", beforeRelease.Status)
		ctx.Export("expiresAt", beforeRelease.ExpiresAt)
		ctx.Export("files", found.Backups())
		return nil
	})
}
