import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { fromWire, toWire, type Properties } from "../../src/hosts/wire";

/** Properties as the SDK's messages hold them. */
export const toStruct = (...properties: Parameters<typeof toWire>): Struct =>
  Struct.deserializeBinary(toWire(...properties));

export const fromStruct = (struct: Struct | undefined): Properties =>
  fromWire(struct?.serializeBinary());
