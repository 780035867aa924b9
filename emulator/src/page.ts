export const PAGE = "<!doctype html><title>Redis backup emulator</title>";
