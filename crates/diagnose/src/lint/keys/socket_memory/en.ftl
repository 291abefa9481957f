lint-socket-memory-other = Buffers of live connections; a TIME_WAIT has none (256 bytes, or 512 where it leads out).
