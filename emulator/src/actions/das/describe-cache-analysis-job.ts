/**
 * DescribeCacheAnalysisJob
 * [C] seen in code: the wrapped lists KeyInfo, Prefix and ExpiryLevel; BigKeys by bytes and BigKeysOfNum by elements; the
 *     Unex lists have keys that never expire; times in milliseconds.
 * [I] assumed: an unknown JobId is InvalidParameter; lists are empty until the job is FINISHED; 500 keys at most; a
 *     prefix ends at the first separator; there is one expiry level, of the keys that expire.
 */
import { ApiError } from "../../api-error";
import { analysisStateAt, keysOf, type FoundKey } from "../../model/analysis";
import { required, type Action } from "../action";
import { ALL_RESOURCES } from "../r-kvstore/instance-of";
import { analysedInstance, enveloped, jobFields } from "./instance-of";

const MOST_KEYS = 500;

export const describeCacheAnalysisJob: Action = {
  name: "DescribeCacheAnalysisJob",
  methods: ["GET", "POST"],
  required: ["InstanceId", "JobId"],
  permission: { action: "hdm:DescribeCacheAnalysisJob", resource: ALL_RESOURCES },
  run(call) {
    const instance = analysedInstance(call, call.readAt);
    const id = required(call, "JobId");
    const analysis = instance.analyses.find(
      (one) => one.api === "das" && one.jobId === id && one.startedAt <= call.readAt,
    );
    if (analysis === undefined) throw ApiError.invalid("JobId");
    const isOver = analysisStateAt(analysis, call.readAt) === "FINISHED";
    const keys = isOver ? keysOf(instance, analysis) : [];
    const staying = keys.filter((key) => key.expireTime === undefined);
    const byCount = (found: FoundKey[]) => [...found].sort((a, b) => b.count - a.count);
    return enveloped({
      ...jobFields(instance, analysis, call.readAt),
      BigKeys: infos(keys),
      BigKeysOfNum: infos(byCount(keys)),
      UnexBigKeysOfBytes: infos(staying),
      UnexBigKeysOfNum: infos(byCount(staying)),
      KeyPrefixes: { Prefix: prefixes(keys, analysis.separators) },
      ExpiryKeysLevelCount: {
        ExpiryLevel: expiry(
          keys.filter((key) => key.expireTime !== undefined),
          analysis.endsAt,
        ),
      },
    });
  },
};

function infos(keys: readonly FoundKey[]) {
  return {
    KeyInfo: keys.slice(0, MOST_KEYS).map((key) => ({
      Key: key.key,
      Type: key.type ?? "string",
      Encoding: key.encoding ?? "raw",
      Bytes: key.bytes,
      Count: key.count,
      Db: key.db ?? 0,
      ExpirationTimeMillis: key.expireTime === undefined ? 0 : Date.parse(key.expireTime),
      NodeId: key.nodeId,
    })),
  };
}

function prefixes(keys: readonly FoundKey[], separators: string) {
  const found = new Map<string, FoundKey[]>();
  for (const key of keys) {
    const end = [...key.key].findIndex((character) => separators.includes(character));
    if (end <= 0) continue;
    const prefix = key.key.slice(0, end);
    found.set(prefix, [...(found.get(prefix) ?? []), key]);
  }
  return [...found].map(([Prefix, members]) => ({
    Prefix,
    Type: members[0]?.type ?? "string",
    KeyNum: members.length,
    Bytes: members.reduce((sum, key) => sum + key.bytes, 0),
    Count: members.reduce((sum, key) => sum + key.count, 0),
  }));
}

function expiry(keys: readonly FoundKey[], at: number) {
  if (keys.length === 0) return [];
  const TotalBytes = keys.reduce((sum, key) => sum + key.bytes, 0);
  return [{ Level: 0, TotalKeys: keys.length, TotalBytes, AnalysisTs: at }];
}
