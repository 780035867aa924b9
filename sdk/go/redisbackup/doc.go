// Declare, take, check and restore the backups of Redis databases on Alibaba Cloud and Tencent Cloud, as Pulumi resources.
package redisbackup
