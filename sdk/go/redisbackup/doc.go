// Declare, take, keep and check the backups of Redis databases on Alibaba Cloud and Tencent Cloud, as Pulumi resources.
package redisbackup
